import { coltyp, fixedSize } from '../values/coltyp';
import type { ColumnValue } from './column-bytes';
import type { IndexDefinition } from './index-definition';
import { prefix } from './key-builder';
import { signRule } from './normalise-fixed';

/** A segment of a whole number: what of it is not in the number itself. */
interface IntegerSegment {
  readonly size: number;
  readonly least: number;
  readonly most: number;
  /** Flips the bits of a descending segment. */
  readonly mask: number;
  /** Flips the first byte of the number, sign bit included. */
  readonly firstMask: number;
}

const integerTypes: readonly number[] = [
  coltyp.unsignedByte,
  coltyp.short,
  coltyp.unsignedShort,
  coltyp.long,
  coltyp.unsignedLong,
  coltyp.currency,
  coltyp.longLong,
  coltyp.unsignedLongLong,
];

/**
 * Search keys of indexes over whole numbers, written straight from the numbers: what most primary keys are,
 * and where making a key would otherwise cost more than the search for it. The bytes are those that
 * `SearchKey` makes (13 §3).
 */
export class IntegerKey {
  readonly bytes: Uint8Array;
  readonly #segments: readonly IntegerSegment[];

  private constructor(segments: readonly IntegerSegment[], size: number) {
    this.bytes = new Uint8Array(size);
    this.#segments = segments;
  }

  /** `undefined` for an index with other segments, or whose keys may be cut. */
  static of({ segments, keyMost, tuple }: IndexDefinition): IntegerKey | undefined {
    const isPlain = segments.every(
      ({ column }) => integerTypes.includes(column.coltyp) && column.isPlaceholder !== true,
    );
    const size = segments.reduce((sum, { column }) => sum + 1 + fixedSize(column.coltyp), 0);
    if (!isPlain || tuple !== undefined || size > keyMost) return undefined;
    return new IntegerKey(
      segments.map(({ column, descending }) => integerSegment(column.coltyp, descending)),
      size,
    );
  }

  /**
   * Writes the key of the leading values into {@link bytes}.
   *
   * @returns its size; 0 when there is a value that is no number which a column of its type holds
   */
  write(values: readonly ColumnValue[]): number {
    const segments = this.#segments;
    if (values.length > segments.length) return 0;
    let at = 0;
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      const { size, least, most, mask, firstMask } = segments[i]!;
      if (typeof value !== 'number' || !(value >= least && value <= most) || !Number.isInteger(value))
        return 0;
      at = this.#writeSegment(at, value, size, mask, firstMask);
    }
    return at;
  }

  #writeSegment(start: number, value: number, size: number, mask: number, firstMask: number): number {
    const { bytes } = this;
    let at = start;
    bytes[at++] = prefix.data ^ mask;
    if (size === 8) {
      const high = Math.floor(value / 0x1_0000_0000);
      for (let shift = 24; shift >= 0; shift -= 8) bytes[at++] = (high >> shift) ^ mask;
    }
    for (let shift = 8 * Math.min(size, 4) - 8; shift >= 0; shift -= 8) bytes[at++] = (value >> shift) ^ mask;
    bytes[start + 1]! ^= firstMask;
    return at;
  }
}

function integerSegment(type: number, descending: boolean): IntegerSegment {
  const size = fixedSize(type);
  const isSigned = signRule(type) === 'integer';
  const span = 2 ** (8 * size);
  return {
    size,
    least: Math.max(isSigned ? -span / 2 : 0, Number.MIN_SAFE_INTEGER),
    most: Math.min(isSigned ? span / 2 - 1 : span - 1, Number.MAX_SAFE_INTEGER),
    mask: descending ? 0xff : 0,
    firstMask: isSigned ? 0x80 : 0,
  };
}
