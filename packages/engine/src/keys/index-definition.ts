import { JetError } from '@esekit/core';
import { isBinary, isText, fixedSize } from '../values/coltyp';

/**
 * What the key code must know of an index, as plain values. Whoever reads the catalog maps its rows to
 * these types (10 §3.2, §3.3), so that keys can be built, sought and checked without a database.
 */

/** A column as far as its key segment is concerned. */
export interface KeyColumn {
  readonly columnid: number;
  /** Number of the type, see `coltyp`. */
  readonly coltyp: number;
  /** Largest size in bytes (`SpaceUsage`); the exact size when `isFixed`; 0 = unlimited. */
  readonly size: number;
  /** Stored among the fixed columns: its binary value is not cut into chunks (13 §3). */
  readonly isFixed: boolean;
  readonly isMultiValued: boolean;
  /** 1200 = UTF-16LE text, 1252 = other text, 0 = no text. */
  readonly codePage: number;
  /** The primary index's placeholder, whose segment a search key gets by itself (13 §5.1). */
  readonly isPlaceholder?: boolean;
}

export interface KeySegment {
  readonly column: KeyColumn;
  readonly descending: boolean;
}

/** A column that decides, through its first instance, whether the record is in the index (13 §4.3). */
export interface ConditionalColumn {
  readonly column: KeyColumn;
  /** Set: the column must be NULL. Clear: it must not be. */
  readonly mustBeNull: boolean;
}

/** Lengths and offsets count characters: bytes, or UTF-16 units (13 §4.2). */
export interface TupleLimits {
  readonly lengthMin: number;
  readonly lengthMax: number;
  readonly toIndexMax: number;
  readonly increment: number;
  readonly start: number;
}

export const defaultTupleLimits: TupleLimits = {
  lengthMin: 3,
  lengthMax: 10,
  toIndexMax: 0x7fff,
  increment: 1,
  start: 0,
};

/** How a localized index sorts (10 §10). */
export interface UnicodeSettings {
  /** Such as `en-US`. */
  readonly locale: string;
  /** NLS version, such as 0x0006020F; undefined when the catalog has none. */
  readonly version: number | undefined;
  /** The other half of the stored version pair, when it is not equal to `version`. */
  readonly definedVersion?: number | undefined;
  /** The sort's id in the usual text form. */
  readonly sortId: string | undefined;
  /** LCMapFlags, such as 0x00030401. */
  readonly flags: number;
}

/** The rules that the catalog keeps as bits of an index's flags. */
export interface KeyRules {
  readonly allowAllNulls: boolean;
  readonly allowFirstNull: boolean;
  readonly allowSomeNulls: boolean;
  readonly noNullSegment: boolean;
  readonly sortNullsHigh: boolean;
  readonly crossProduct: boolean;
  readonly nestedTable: boolean;
  readonly disallowTruncation: boolean;
  readonly dotNetGuid: boolean;
}

export interface IndexDefinition extends KeyRules {
  /** For messages. */
  readonly name: string;
  readonly segments: readonly KeySegment[];
  readonly conditionalColumns: readonly ConditionalColumn[];
  readonly keyMost: number;
  /** Limit of one variable segment, prefix byte included; equal to `keyMost` = no limit. */
  readonly varSegMac: number;
  readonly tuple: TupleLimits | undefined;
  readonly unicode: UnicodeSettings | undefined;
}

/** Key length of an index that does not ask for another one (13 §2.1). */
export const defaultKeyMost = 255;
/** Largest KeyMost of any page size (13 §2.1). */
export const keyMostLimit = 2000;
/** Most segments of an index (13 §2.1). */
export const segmentsMost = 16;

/** Null flags of an index that was created without any (10 §3.3). */
const plainRules = 0x0e;

/** Takes the rules out of the catalog's Flags: IDB flags low, IDX flags high (10 §3.3). */
export function keyRulesOfFlags(flags: number): KeyRules {
  return {
    allowAllNulls: (flags & 0x0002) !== 0,
    allowFirstNull: (flags & 0x0004) !== 0,
    allowSomeNulls: (flags & 0x0008) !== 0,
    noNullSegment: (flags & 0x0010) !== 0,
    sortNullsHigh: (flags & 0x0800) !== 0,
    crossProduct: (flags & 0x2000) !== 0,
    disallowTruncation: (flags & 0x4000) !== 0,
    nestedTable: (flags & 0x8000) !== 0,
    dotNetGuid: (flags & 0x20000) !== 0,
  };
}

/**
 * The longest key that an index can have, when every segment is bounded; otherwise its KeyMost. The engine
 * works with this value for primary indexes, which shows in the length of filled-up search keys (13 §2.1).
 */
export function boundedKeyMost({ segments, keyMost, varSegMac }: IndexDefinition): number {
  let sum = 0;
  for (const { column } of segments) {
    const isVariable = isText(column.coltyp) || (isBinary(column.coltyp) && !column.isFixed);
    if (isVariable && varSegMac >= keyMost) return keyMost;
    sum += isVariable ? varSegMac : 1 + (fixedSize(column.coltyp) || column.size);
  }
  return Math.min(sum, keyMost);
}

/** Completes a definition with the values of an index that asks for nothing special, and checks it. */
export function indexDefinition(
  given: Partial<IndexDefinition> & Pick<IndexDefinition, 'segments'>,
): IndexDefinition {
  const keyMost = given.keyMost ?? defaultKeyMost;
  const definition: IndexDefinition = {
    ...keyRulesOfFlags(plainRules),
    name: '',
    conditionalColumns: [],
    tuple: undefined,
    unicode: undefined,
    ...given,
    keyMost,
    varSegMac: given.varSegMac ?? keyMost,
  };
  checkDefinition(definition);
  return definition;
}

function checkDefinition({ name, segments, keyMost, varSegMac, tuple }: IndexDefinition): void {
  const refuse = (what: string): never => {
    throw new JetError('JET_errIndexInvalidDef', `index ${name}: ${what}`);
  };
  if (segments.length < 1 || segments.length > segmentsMost) refuse(`${segments.length} segments`);
  if (!isWithin(keyMost, 1, keyMostLimit)) refuse(`KeyMost ${keyMost}`);
  if (!isWithin(varSegMac, 1, keyMost)) refuse(`VarSegMac ${varSegMac} with KeyMost ${keyMost}`);
  if (tuple !== undefined) checkTupleLimits(name, tuple);
}

/** An increment of 0 would never end, and lengths beyond 255 are refused by the engine too (13 §4.2). */
function checkTupleLimits(name: string, tuple: TupleLimits): void {
  const isGood =
    isWithin(tuple.lengthMin, 2, 255) &&
    isWithin(tuple.lengthMax, tuple.lengthMin, 255) &&
    isWithin(tuple.toIndexMax, 0, 0x7fffffff) &&
    isWithin(tuple.increment, 1, 0x7fffffff) &&
    isWithin(tuple.start, 0, 0x7fffffff);
  if (!isGood) {
    throw new JetError('JET_errIndexTuplesInvalidLimits', `index ${name}: ${JSON.stringify(tuple)}`);
  }
}

function isWithin(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}
