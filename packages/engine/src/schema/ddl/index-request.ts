import { JetError } from '@esekit/core';
import type { TupleLimits } from '../../catalog/schema';
import { indexGrbit, type SpaceHints } from '../../catalog/write';

/** Flags of JetCreateIndex (13 §4): those of which the catalog keeps something, and the others. */
export const createIndexGrbit = {
  ...indexGrbit,
  empty: 0x100,
  unversioned: 0x200,
  unicode: 0x800,
  tuples: 0x1000,
  tupleLimits: 0x2000,
  keyMost: 0x8000,
  immutableStructure: 0x8_0000,
  optionallyUnique: 0x40_0000,
  allowTruncation: 0x100_0000,
} as const;

const knownGrbits = Object.values(createIndexGrbit).reduce((all, flag) => all | flag, 0);

/** JET_UNICODEINDEX and JET_UNICODEINDEX2. */
export interface UnicodeRequest {
  /** Such as `en-US`; empty is the invariant locale. */
  readonly localeName: string;
  readonly mapFlags: number;
}

/** JET_CONDITIONALCOLUMN. */
export interface ConditionalRequest {
  readonly column: string;
  /** JET_bitIndexColumnMustBeNull 1 or JET_bitIndexColumnMustBeNonNull 2. */
  readonly grbit: number;
}

/** What JetCreateIndex is asked for. */
export interface IndexRequest {
  readonly name: string;
  /** Sign and name of each column, each with a NUL behind it, and another NUL at the end: `+a\0-b\0\0`. */
  readonly key: string;
  /** Bits of {@link createIndexGrbit}. */
  readonly grbit: number;
  /** Percent; checked, and then that of the table is taken, as the engine does (see the format notes). */
  readonly density?: number | undefined;
  /** With JET_bitIndexKeyMost. */
  readonly keyMost?: number | undefined;
  /** 0 is no limit. */
  readonly varSegMac?: number | undefined;
  /** With JET_bitIndexUnicode. */
  readonly unicode?: UnicodeRequest | undefined;
  /** With JET_bitIndexTupleLimits. */
  readonly tupleLimits?: TupleLimits | undefined;
  readonly conditional?: readonly ConditionalRequest[] | undefined;
  readonly spaceHints?: SpaceHints | undefined;
}

/** A column of a key as the caller names it. */
export interface KeyPart {
  readonly name: string;
  readonly descending: boolean;
}

const segmentsMost = 16;

/** @throws JET_errInvalidParameter for an empty key, JET_errIndexInvalidDef */
export function keyParts({ name, key }: IndexRequest): KeyPart[] {
  if (key === '') throw new JetError('JET_errInvalidParameter', `create index ${name} without a key`);
  const refuse = (why: string): never => {
    throw new JetError('JET_errIndexInvalidDef', `create index ${name}: ${why}`);
  };
  if (!key.endsWith('\0\0')) refuse('its key does not end with two zeros');
  const names = key.slice(0, -2).split('\0');
  if (names.includes('')) refuse('something follows the end of its key');
  if (names.length > segmentsMost) refuse(`${names.length} columns`);
  return names.map((part) => {
    if (part[0] !== '+' && part[0] !== '-') refuse(`column ${part} has no sign`);
    if (part.length === 1) refuse('a column has no name');
    return { name: part.slice(1), descending: part[0] === '-' };
  });
}

/** @throws JET_errInvalidGrbit */
export function checkKnownGrbits({ name, grbit }: IndexRequest): void {
  if ((grbit & ~knownGrbits) === 0) return;
  throw new JetError('JET_errInvalidGrbit', `create index ${name} with flags ${grbit.toString(16)}`);
}
