export type Fields = Readonly<Record<string, unknown>>;

/** Records about space trees have this flag (21 §2). */
export const spaceBit = 0x08;

/** Records by the journal's methods. */
export const recordNames: Readonly<Record<string, string>> = {
  insert: 'Insert',
  delete: 'Delete',
  flagDelete: 'FlagDelete',
  replace: 'Replace',
  flagInsertAndReplaceData: 'FlagInsertAndReplaceData',
  setExternalHeader: 'SetExternalHeader',
  convertFDP: 'ConvertFDP2',
  createSingleExtentFDP: 'CreateSingleExtentFDP',
  createMultipleExtentFDP: 'CreateMultipleExtentFDP',
  extendDatabase: 'ExtendDB',
};

const nodeRecords: Readonly<Record<string, readonly string[]>> = {
  Insert: ['pgno', 'iline', 'key', 'data'],
  Delete: ['pgno', 'iline'],
  FlagDelete: ['pgno', 'iline'],
  Replace: ['pgno', 'iline', 'data'],
  FlagInsertAndReplaceData: ['pgno', 'iline', 'key', 'data'],
};

const newTree = ['pgno', 'fFlags', 'objidFDP', 'pgnoFDPParent', 'cpgPrimary'];
const spaceTrees = ['pgnoOE', 'pgnoAE'];

const treeRecords: Readonly<Record<string, readonly string[]>> = {
  ExtendDB: ['pgnoLast'],
  SetExternalHeader: ['pgno', 'fFlags', 'data'],
  // The page flags here are those of the root, which say how it was written the last time.
  ConvertFDP2: [...newTree, ...spaceTrees, 'cpgSecondary', 'pgnoSecondaryFirst', 'rgbitAvail'],
  CreateSingleExtentFDP: [...newTree, 'fPageFlags'],
  CreateMultipleExtentFDP: [...newTree, ...spaceTrees, 'fPageFlags'],
};

/** A change of space as text; `undefined` for every other record. */
export function spaceText(type: string, fields: Fields): string | undefined {
  const isOfSpaceTree = ((fields['fFlags'] as number | undefined) ?? 0) & spaceBit;
  const names = treeRecords[type] ?? (isOfSpaceTree ? nodeRecords[type] : undefined);
  if (names === undefined) return undefined;
  // Of other pages than roots it is the prefix.
  if (type === 'SetExternalHeader' && fields['pgno'] !== fields['pgnoFDP']) return undefined;
  return [type, ...names.map((name) => `${name}=${text(fields[name])}`)].join(' ');
}

function text(value: unknown): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : String(value);
}
