import { JetError, type JetErrorName } from '@esekit/core';
import { columnFlag, type ColumnSchema, type TupleLimits } from '../../catalog/schema';
import { coltyp, isBinary, isText, isUnicodeText } from '../../values/coltyp';
import { sortKeyFlags, unicodeObstacle } from '../../keys';
import { hasUpdate, type SchemaHost } from '../schema-host';
import { createIndexGrbit as bit, type IndexRequest } from './index-request';

/** A rule: the error, and whether the request breaks it. */
type Rule = readonly [JetErrorName, boolean];

/** Key maxima by page size (13 §2.1). */
const keyMostLeast = 255;
const keyMostOf = (pageSize: number): number => (pageSize <= 2048 ? 500 : pageSize <= 4096 ? 1000 : 2000);

const conditionalMost = 16;

/** Flags of LCMapString that make a key of a text (10 §10). */
const sortKey = 0x400;
const knownMapFlags =
  0x1 | 0x2 | 0x4 | 0x10 | 0x20 | sortKey | 0x800 | 0x1000 | 0x1_0000 | 0x2_0000 | 0x800_0000;

export function check(what: string, rules: readonly Rule[]): void {
  for (const [name, isBroken] of rules) if (isBroken) throw new JetError(name, what);
}

/** What can be said of a request before its columns are looked up, in the engine's order (13 §4). */
export function checkFlags(host: SchemaHost, request: IndexRequest): void {
  const { grbit, keyMost = keyMostLeast, conditional = [] } = request;
  const asks = (flag: number): boolean => (grbit & flag) !== 0;
  const ignoresNulls = asks(bit.ignoreNull | bit.ignoreAnyNull | bit.ignoreFirstNull);
  const lacksUpdate = asks(bit.optionallyUnique) && !hasUpdate(host, 'optionallyUnique');
  const isKeyMostWrong = keyMost < keyMostLeast || keyMost > keyMostOf(host.pageSize);
  check(`create index ${request.name}`, [
    ['JET_errEngineFormatVersionParamTooLowForRequestedFeature', lacksUpdate],
    ['JET_errIndexInvalidDef', asks(bit.keyMost) && isKeyMostWrong],
    ['JET_errInvalidGrbit', asks(bit.primary) && ignoresNulls],
    ['JET_errInvalidGrbit', asks(bit.optionallyUnique) && asks(bit.primary | bit.unique)],
    ['JET_errInvalidGrbit', asks(bit.crossProduct) && asks(bit.nestedTable)],
    ['JET_errIndexInvalidDef', asks(bit.primary) && conditional.length > 0],
    ['JET_errInvalidGrbit', asks(bit.empty) && !asks(bit.ignoreAnyNull)],
    ['JET_errIndexInvalidDef', asks(bit.tupleLimits) && request.tupleLimits === undefined],
    ['JET_errIndexInvalidDef', asks(bit.unicode) && request.unicode === undefined],
  ]);
}

/** What follows the key in the order of checks. */
export function checkSizes(host: SchemaHost, request: IndexRequest, keyMost: number): void {
  const { varSegMac = 0, unicode, conditional = [] } = request;
  const mapFlags = unicode?.mapFlags ?? sortKeyFlags.default;
  const isUpperCase = (mapFlags & sortKeyFlags.upperCase) !== 0;
  const isMapWrong = isUpperCase
    ? mapFlags !== sortKeyFlags.upperCase
    : (mapFlags & sortKey) === 0 || (mapFlags & ~knownMapFlags) !== 0;
  check(`create index ${request.name}`, [
    ['JET_errIndexInvalidDef', varSegMac > keyMost],
    ['JET_errInvalidLCMapStringFlags', isMapWrong],
    ['JET_errInvalidLanguageId', unicode !== undefined && !isLocale(unicode.localeName)],
    [
      'JET_errEngineFormatVersionParamTooLowForRequestedFeature',
      isUpperCase && !hasUpdate(host, 'upperCaseKeys'),
    ],
    ['JET_errIndexInvalidDef', conditional.length > conditionalMost],
    ['JET_errIndexInvalidDef', conditional.some(({ grbit }) => grbit !== 1 && grbit !== 2)],
  ]);
}

/** Whether it names a language that there is; empty is the invariant locale. */
function isLocale(name: string): boolean {
  if (name === '') return true;
  try {
    return Intl.Collator.supportedLocalesOf(name).length > 0;
  } catch {
    return false;
  }
}

export function checkColumns(request: IndexRequest, columns: readonly ColumnSchema[]): void {
  const has = (flag: number): boolean => columns.some(({ flags }) => (flags & flag) !== 0);
  const isPrimary = (request.grbit & bit.primary) !== 0;
  check(`create index ${request.name}`, [
    ['JET_errCannotIndex', has(columnFlag.escrowUpdate)],
    ['JET_errCannotIndexOnEncryptedColumn', has(columnFlag.encrypted)],
    ['JET_errIndexInvalidDef', isPrimary && has(columnFlag.multiValued)],
    ['JET_errIndexInvalidDef', isEndlessNesting(request, columns)],
  ]);
}

/** The engine never ends with such an index (13 §4.1), so it is refused. */
function isEndlessNesting({ grbit }: IndexRequest, columns: readonly ColumnSchema[]): boolean {
  if ((grbit & bit.nestedTable) === 0) return false;
  return columns.some(
    ({ coltyp: type, flags }) =>
      (type === coltyp.longText || type === coltyp.longBinary) && (flags & columnFlag.multiValued) === 0,
  );
}

const tupleLengthLeast = 2;
const tupleLengthMost = 255;
const defaultLimits: TupleLimits = { min: 3, max: 10, toIndexMax: 0x7fff, increment: 1, start: 0 };

/** The limits of a tuple index; `undefined` of any other (13 §4.2). */
export function tupleLimitsOf(
  request: IndexRequest,
  columns: readonly ColumnSchema[],
): TupleLimits | undefined {
  const { grbit, varSegMac = 0 } = request;
  const asks = (flag: number): boolean => (grbit & flag) !== 0;
  if (!asks(bit.tuples | bit.tupleLimits)) return undefined;
  const first = columns[0]!;
  const limits = asks(bit.tupleLimits) ? request.tupleLimits! : defaultLimits;
  const { min, max, toIndexMax, increment, start } = limits;
  const isGood =
    min >= tupleLengthLeast &&
    max <= tupleLengthMost &&
    min <= max &&
    increment >= 1 &&
    start >= 0 &&
    toIndexMax >= 0;
  check(`create tuple index ${request.name}`, [
    ['JET_errIndexTuplesSecondaryIndexOnly', asks(bit.primary)],
    ['JET_errIndexTuplesNonUniqueOnly', asks(bit.unique)],
    ['JET_errIndexTuplesTextBinaryColumnsOnly', !isText(first.coltyp) && !isBinary(first.coltyp)],
    ['JET_errIndexTuplesVarSegMacNotAllowed', varSegMac > 0],
    ['JET_errIndexTuplesInvalidLimits', !isGood],
  ]);
  return limits;
}

/**
 * Keys of texts are made as Windows does, or not at all (13 §7).
 *
 * @throws JET_errUnicodeNormalizationNotSupported
 */
export function checkUnicode(
  request: IndexRequest,
  columns: readonly ColumnSchema[],
  settings: Parameters<typeof unicodeObstacle>[0],
): void {
  if (!columns.some((column) => isUnicodeText(column))) return;
  const obstacle = unicodeObstacle(settings);
  if (obstacle === undefined) return;
  throw new JetError('JET_errUnicodeNormalizationNotSupported', `create index ${request.name}: ${obstacle}`);
}
