/** What can be wrong with a database. `check` tells of every instance it finds, never only of the first. */
export type CheckKind =
  /** The database header contradicts itself, or its copies differ. */
  | 'header'
  /** A page whose checksum or number is wrong, that is blank, or that lies outside the file. */
  | 'pageDamaged'
  /** A page whose lines, tags or nodes do not fit together. */
  | 'pageStructure'
  /** A page that is newer than the header of a clean database. */
  | 'dbtime'
  /** A pointer to no page, or to one that is part of the tree already. */
  | 'pointer'
  /** A page that belongs to another object than the tree that points to it. */
  | 'foreignPage'
  /** Flags of a page that do not suit its place in the tree. */
  | 'pageFlags'
  /** Leaves on different levels, or too many levels. */
  | 'treeLevel'
  /** The header in the root of a tree: space header, parent, uniqueness. */
  | 'rootHeader'
  /** A page without nodes, or a node that is none. */
  | 'node'
  /** Keys out of order. */
  | 'keyOrder'
  /** A separator that is not what the pages below it say, or nodes outside of their separators. */
  | 'separator'
  /** A key or a page prefix of a size that is not allowed. */
  | 'keySize'
  /** Leaves whose links are not the order of their parents. */
  | 'siblingLink'
  /** A node of a space tree that is no extent, or a split buffer that is none. */
  | 'spaceNode'
  /** A page that two trees own, or one tree twice. */
  | 'ownedTwice'
  /** An owned extent that is not the parent's to give, or lies outside the file. */
  | 'ownedOutside'
  /** Pages that a tree calls available, or keeps for splits, without owning them. */
  | 'availableOutside'
  /** A page in use by a tree that does not own it. */
  | 'pageNotOwned'
  /** A page with two uses. */
  | 'usedTwice'
  /** An extent that reaches over the border of two extents of its owner. */
  | 'extentSpan'
  /** Pages that are owned, and neither in use nor available. */
  | 'spaceLeak'
  /** A row of the catalog that defines nothing possible. */
  | 'catalogRow'
  /** The catalog and its shadow differ. */
  | 'catalogShadow'
  /** The catalog and the root page of a tree disagree. */
  | 'catalogRoot'
  /** Object ids: given twice, above the last one of the header, or not as MSysObjids has them. */
  | 'objectId'
  /** A record whose parts do not fit together. */
  | 'record'
  /** A value that its column cannot have. */
  | 'columnValue'
  /** NULL in a column that does not allow it. */
  | 'columnNull'
  /** An auto-increment value above the largest one given out. */
  | 'autoIncrement'
  /** A record whose primary key is not what its columns say. */
  | 'primaryKey'
  /** A record without its entry in an index. */
  | 'indexEntryMissing'
  /** An entry of an index that leads to no record. */
  | 'indexEntryOrphan'
  /** An entry of an index whose record has another key. */
  | 'indexEntryWrong'
  /** A root or a chunk of a long value that is not what it has to be. */
  | 'longValueChunk'
  /** A record that refers to a long value that is not there. */
  | 'longValueMissing'
  /** A reference count that is not the number of references. */
  | 'longValueReferences'
  /** A long value that no record refers to. */
  | 'longValueOrphan';

export type CheckSeverity =
  /** Data is lost, wrong, or will be when it is changed. */
  | 'error'
  /** Nothing is wrong with the data, but space is lost, or a rule of good order is broken. */
  | 'warning';

export interface CheckProblem {
  readonly kind: CheckKind;
  readonly severity: CheckSeverity;
  readonly table?: string;
  readonly index?: string;
  /** The page that shows it; the first one of a range. */
  readonly page?: number;
  /** Key of the node it is about, in lower-case hex. */
  readonly key?: string;
  readonly text: string;
}

export type CheckSink = (problem: CheckProblem) => void;

/** Where a problem is. */
export interface CheckPlace {
  readonly table?: string | undefined;
  readonly index?: string | undefined;
  readonly page?: number | undefined;
  readonly key?: Uint8Array | undefined;
}

const hexDigits = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

export function toHex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += hexDigits[byte]!;
  return text;
}

/** Leaves out what is not known, so that problems can be printed as they are. */
export function makeProblem(
  kind: CheckKind,
  severity: CheckSeverity,
  text: string,
  { table, index, page, key }: CheckPlace,
): CheckProblem {
  return {
    kind,
    severity,
    ...(table === undefined ? {} : { table }),
    ...(index === undefined ? {} : { index }),
    ...(page === undefined ? {} : { page }),
    ...(key === undefined ? {} : { key: toHex(key) }),
    text,
  };
}
