import { JetError, type JetErrorName } from '@esekit/core';
import { coltyp, fixedSize, isLong, isText, unicodeCodePage } from '../../values/coltyp';
import { columnFlag, type ColumnSchema } from '../schema';

/** Flags of JET_COLUMNDEF. */
export const columnGrbit = {
  fixed: 0x1,
  tagged: 0x2,
  notNull: 0x4,
  version: 0x8,
  autoincrement: 0x10,
  updatable: 0x20,
  multiValued: 0x400,
  escrowUpdate: 0x800,
  maybeNull: 0x2000,
  finalize: 0x4000,
  userDefinedDefault: 0x8000,
  deleteOnZero: 0x2_0000,
  compressed: 0x8_0000,
  encrypted: 0x10_0000,
} as const;

/** What JetAddColumn is asked for. */
export interface ColumnRequest {
  readonly name: string;
  readonly coltyp: number;
  /** Bits of {@link columnGrbit}. */
  readonly grbit: number;
  /** Bytes; 0 = the type's largest. */
  readonly cbMax: number;
  readonly codePage: number;
  readonly defaultValue?: Uint8Array | undefined;
}

/** What the answer depends on beside the request (11 §2). */
export interface ColumnContext {
  /** Nobody else has the table open. */
  readonly isExclusive: boolean;
  readonly hasAutoincrement: boolean;
  readonly hasVersion: boolean;
  /** Update of the database format: 64-bit escrow columns from 60 on. */
  readonly update: number;
}

/** The column as the catalog will have it; its fid and offset are the table's to give. */
export interface AcceptedColumn {
  readonly kind: ColumnSchema['kind'];
  readonly cbMax: number;
  readonly codePage: number;
  /** Bits of `columnFlag`. */
  readonly flags: number;
  readonly warning: 'JET_wrnColumnMaxTruncated' | undefined;
}

const shortBytesMost = 255;
const defaultBytesMost = 255;
const updateOfWideEscrow = 60;
const code1252 = 1252;
const typesKnown = new Set<number>(Object.values(coltyp).filter((type) => type !== coltyp.slv));

/** A rule: the error, and whether the request breaks it. */
type Rule = readonly [JetErrorName, boolean];

/**
 * Checks a column that is to be added, by the rules of 11 §2 in their order, and works out what its row says. The
 * name is checked before (`storedName`).
 *
 * @throws the error of the first rule that is broken
 */
export function acceptColumn(request: ColumnRequest, context: ColumnContext): AcceptedColumn {
  for (const [name, isBroken] of [...typeRules(request), ...specialRules(request, context)]) {
    if (isBroken) throw new JetError(name, `add column ${request.name} of type ${request.coltyp}`);
  }
  const { cbMax, isClipped } = sizeOf(request);
  return {
    kind: kindOf(request),
    cbMax,
    codePage: isText(request.coltyp) ? request.codePage || code1252 : 0,
    flags: flagsOf(request),
    warning: isClipped ? 'JET_wrnColumnMaxTruncated' : undefined,
  };
}

const asks = ({ grbit }: ColumnRequest, flag: number): boolean => (grbit & flag) !== 0;

const isTagged = (request: ColumnRequest): boolean =>
  asks(request, columnGrbit.tagged) || isLong(request.coltyp);

const hasDefault = (request: ColumnRequest): boolean =>
  (request.defaultValue?.length ?? 0) > 0 || asks(request, columnGrbit.userDefinedDefault);

function typeRules(request: ColumnRequest): Rule[] {
  const { coltyp: type, codePage } = request;
  const { compressed, encrypted, multiValued, fixed } = columnGrbit;
  const isLongType = isLong(type);
  return [
    ['JET_errInvalidColumnType', !typesKnown.has(type)],
    ['JET_errInvalidCodePage', isText(type) && ![0, code1252, unicodeCodePage].includes(codePage)],
    ['JET_errColumnCannotBeCompressed', asks(request, compressed) && !isLongType],
    [
      'JET_errColumnCannotBeEncrypted',
      asks(request, encrypted) && (!isLongType || asks(request, multiValued) || hasDefault(request)),
    ],
    ['JET_errInvalidGrbit', isTagged(request) && asks(request, fixed)],
    ['JET_errMultiValuedColumnMustBeTagged', asks(request, multiValued) && !isTagged(request)],
  ];
}

function specialRules(request: ColumnRequest, context: ColumnContext): Rule[] {
  const { coltyp: type } = request;
  const { escrowUpdate, version, autoincrement, finalize, deleteOnZero } = columnGrbit;
  const isEscrow = asks(request, escrowUpdate);
  const isVersion = asks(request, version);
  const isAutoincrement = asks(request, autoincrement);
  const both = asks(request, finalize) && asks(request, deleteOnZero);
  const counters: readonly number[] = [coltyp.long, coltyp.longLong];
  const autoTypes: readonly number[] = [...counters, coltyp.unsignedLongLong, coltyp.currency];
  return [
    ['JET_errInvalidGrbit', isEscrow && !counters.includes(type)],
    ['JET_errCannotBeTagged', isEscrow && isTagged(request)],
    ['JET_errInvalidGrbit', isEscrow && (isVersion || isAutoincrement || !hasDefault(request))],
    ['JET_errExclusiveTableLockRequired', isEscrow && !context.isExclusive],
    ['JET_errInvalidGrbit', isEscrow && both],
    [
      'JET_errEngineFormatVersionParamTooLowForRequestedFeature',
      isEscrow && type === coltyp.longLong && context.update < updateOfWideEscrow,
    ],
    ['JET_errInvalidGrbit', !isEscrow && (asks(request, finalize) || asks(request, deleteOnZero))],
    ['JET_errInvalidGrbit', isAutoincrement && !autoTypes.includes(type)],
    ['JET_errCannotBeTagged', isAutoincrement && isTagged(request)],
    ['JET_errInvalidGrbit', isAutoincrement && isVersion],
    ['JET_errExclusiveTableLockRequired', isAutoincrement && !context.isExclusive],
    ['JET_errInvalidGrbit', isVersion && type !== coltyp.long],
    ['JET_errCannotBeTagged', isVersion && isTagged(request)],
    [
      'JET_errColumnRedundant',
      (isAutoincrement && context.hasAutoincrement) || (isVersion && context.hasVersion),
    ],
    ['JET_errInvalidGrbit', isWrongUserDefault(request)],
    ['JET_errDefaultValueTooBig', isDefaultTooBig(request)],
  ];
}

function isWrongUserDefault(request: ColumnRequest): boolean {
  if (!asks(request, columnGrbit.userDefinedDefault)) return false;
  const { fixed, notNull, version, autoincrement, updatable, escrowUpdate, finalize } = columnGrbit;
  const excluded =
    fixed |
    notNull |
    version |
    autoincrement |
    updatable |
    escrowUpdate |
    finalize |
    columnGrbit.deleteOnZero;
  return asks(request, excluded | columnGrbit.maybeNull) || !isTagged(request);
}

function isDefaultTooBig(request: ColumnRequest): boolean {
  const length = request.defaultValue?.length ?? 0;
  const { cbMax } = sizeOf(request);
  return length > (cbMax === 0 ? defaultBytesMost : Math.min(cbMax, defaultBytesMost));
}

function sizeOf({ coltyp: type, cbMax }: ColumnRequest): { cbMax: number; isClipped: boolean } {
  const size = fixedSize(type);
  if (size > 0) return { cbMax: size, isClipped: false };
  if (isLong(type)) return { cbMax, isClipped: false };
  return {
    cbMax: cbMax === 0 ? shortBytesMost : Math.min(cbMax, shortBytesMost),
    isClipped: cbMax > shortBytesMost,
  };
}

function kindOf(request: ColumnRequest): ColumnSchema['kind'] {
  if (isTagged(request)) return 'tagged';
  return fixedSize(request.coltyp) > 0 || asks(request, columnGrbit.fixed) ? 'fixed' : 'variable';
}

/** Flags that have the same meaning in the catalog. */
const sameFlags = [
  'notNull',
  'version',
  'autoincrement',
  'multiValued',
  'escrowUpdate',
  'finalize',
  'userDefinedDefault',
  'deleteOnZero',
  'compressed',
  'encrypted',
] as const;

function flagsOf(request: ColumnRequest): number {
  let flags = hasDefault(request) ? columnFlag.default : 0;
  for (const name of sameFlags) if (asks(request, columnGrbit[name])) flags |= columnFlag[name];
  return flags;
}
