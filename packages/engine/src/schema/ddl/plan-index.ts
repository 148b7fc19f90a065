import { JetError } from '@esekit/core';
import { keyColumn } from '../../catalog/key-definition';
import type { RawSegment } from '../../catalog/index-parts';
import { columnFlag, indexFlag, tableFlag, type ColumnSchema, type TupleLimits } from '../../catalog/schema';
import { catalogIndexFlags, storedName, type SpaceHints } from '../../catalog/write';
import type { unicodeObstacle } from '../../keys';
import { boundedKeyMost, indexDefinition, sortKeyFlags } from '../../keys';
import { supportedLocale, supportedSortId } from '../../keys/unicode-policy';
import type { Session } from '../../transactions';
import { isUnicodeText } from '../../values/coltyp';
import type { TableObject } from '../table-object';
import { checkColumns, checkFlags, checkSizes, checkUnicode, tupleLimitsOf } from './index-rules';
import { checkKnownGrbits, createIndexGrbit as bit, keyParts, type IndexRequest } from './index-request';

/** An index that was accepted: what its row will say. */
export interface IndexPlan {
  readonly name: string;
  readonly flags: number;
  readonly isPrimary: boolean;
  readonly isUnique: boolean;
  readonly segments: readonly RawSegment[];
  readonly conditional: readonly RawSegment[];
  readonly keyMost: number;
  readonly varSegMac: number;
  readonly lcMapFlags: number;
  readonly localeName: string;
  readonly isLocalized: boolean;
  readonly tupleLimits: TupleLimits | undefined;
  readonly spaceHints: SpaceHints | undefined;
}

/** The version of the sort keys that are made here (13 §6), defined and NLS. */
export const ownSortVersion = [0x0006_0305, 0x0006_0305] as const;
export const ownSortId = supportedSortId;

const keyMostDefault = 255;
const densities = { least: 20, most: 100 } as const;
const mustBeNull = 1;
const templateBit = 0x8000_0000;

/**
 * Checks an index that is to be created, in the engine's order as far as scenarios F-11 and F-28 show it (13 §4): what is
 * wrong with its columns comes before a name that is taken, a wrong density after it.
 *
 * @param isNewTable it is made together with its table: then a primary index keeps the whole key maximum
 */
export function planIndex(
  session: Session,
  table: TableObject,
  request: IndexRequest,
  isNewTable: boolean,
): IndexPlan {
  const name = storedName(request.name);
  checkKnownGrbits(request);
  checkFlags(table.host, request);
  const parts = keyParts(request);
  const asked = (request.grbit & bit.keyMost) === 0 ? keyMostDefault : (request.keyMost ?? keyMostDefault);
  checkSizes(table.host, request, asked);
  const find = (column: string): ColumnSchema => requireColumn(session, table, request, column);
  const columns = parts.map((part) => find(part.name));
  checkColumns(request, columns);
  const conditional = (request.conditional ?? []).map((condition) => ({
    ...rawSegment(find(condition.column)),
    mustBeNull: condition.grbit === mustBeNull,
  }));
  const tupleLimits = tupleLimitsOf(request, columns);
  checkAgainstTable(session, table, request, name);
  const { localeName, mapFlags } = request.unicode ?? {
    localeName: supportedLocale,
    mapFlags: sortKeyFlags.default,
  };
  checkUnicode(request, columns, sortSettings(localeName, mapFlags));
  const isLocalized = columns.some((column) => isUnicodeText(column));
  const flags = flagsOf(table, request, columns);
  const plan = {
    ...{ name, flags, isLocalized, tupleLimits, localeName, lcMapFlags: mapFlags, conditional },
    isPrimary: (flags & indexFlag.primary) !== 0,
    isUnique: (flags & indexFlag.unique) !== 0,
    segments: parts.map(({ descending }, i) => ({ ...rawSegment(columns[i]!), descending })),
    spaceHints: request.spaceHints,
  };
  return { ...plan, ...keySizes(plan.isPrimary && !isNewTable, request, asked, columns) };
}

/**
 * The engine lowers the key maximum of a primary index to what its columns can fill, unless it is made together
 * with its table (13 §2.1).
 */
function keySizes(
  isLowered: boolean,
  { varSegMac = 0 }: Pick<IndexRequest, 'varSegMac'>,
  asked: number,
  columns: readonly ColumnSchema[],
): Pick<IndexPlan, 'keyMost' | 'varSegMac'> {
  const keyMost = isLowered ? boundedMost(columns, asked, varSegMac) : asked;
  return { keyMost, varSegMac: varSegMac === 0 ? keyMost : Math.min(varSegMac, keyMost) };
}

/** The longest key of some columns, at most `keyMost`. */
export function boundedMost(columns: readonly ColumnSchema[], keyMost: number, varSegMac = 0): number {
  const segments = columns.map((column) => ({ column: keyColumn(column), descending: false }));
  return boundedKeyMost(indexDefinition({ segments, keyMost, varSegMac: varSegMac || keyMost }));
}

function checkAgainstTable(session: Session, table: TableObject, request: IndexRequest, name: string): void {
  const { density = 0 } = request;
  const refuse = (error: ConstructorParameters<typeof JetError>[0]): never => {
    throw new JetError(error, `create index ${name} of ${table.name.newest ?? ''}`);
  };
  if ((request.grbit & bit.primary) !== 0 && table.primary !== undefined) refuse('JET_errIndexHasPrimary');
  if (table.view({ session }).findIndex(name) !== undefined) refuse('JET_errIndexDuplicate');
  if (density !== 0 && (density < densities.least || density > densities.most))
    refuse('JET_errDensityInvalid');
}

function requireColumn(
  session: Session,
  table: TableObject,
  request: IndexRequest,
  name: string,
): ColumnSchema {
  const column = table.findColumn(session, name);
  if (column !== undefined) return column;
  throw new JetError('JET_errColumnNotFound', `create index ${request.name} over column ${name}`);
}

function rawSegment({ fid, columnid }: ColumnSchema): RawSegment {
  return { fid, isTemplate: columnid >= templateBit, descending: false, mustBeNull: false };
}

function flagsOf(table: TableObject, request: IndexRequest, columns: readonly ColumnSchema[]): number {
  const flags = catalogIndexFlags(request.grbit, {
    hasLocale: (request.grbit & bit.unicode) !== 0,
    isMultiValued: columns.some((column) => (column.flags & columnFlag.multiValued) !== 0),
    isLocalized: columns.some((column) => isUnicodeText(column)),
    isTemplate: table.hasFlag(tableFlag.template),
  });
  // JET_bitIndexDisallowNull leaves no NULL to be sorted.
  const sorted = (request.grbit & bit.disallowNull) === 0 ? flags : flags & ~indexFlag.sortNullsHigh;
  return (request.grbit & bit.optionallyUnique) === 0 ? sorted : sorted | indexFlag.optionallyUnique;
}

function sortSettings(locale: string, flags: number): Parameters<typeof unicodeObstacle>[0] {
  const [definedVersion, version] = ownSortVersion;
  return { locale, flags, version, definedVersion, sortId: ownSortId };
}
