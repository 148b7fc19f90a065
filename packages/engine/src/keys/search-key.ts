import { JetError } from '@esekit/core';
import { isUnicodeText } from '../values/coltyp';
import { columnBytes, paddedText, type ColumnValue } from './column-bytes';
import { defaultKeyMost, type IndexDefinition, type KeyColumn, type KeySegment } from './index-definition';
import { KeyBuilder } from './key-builder';
import { cutSource, hasVariableValue, putSegment } from './normalise-segment';
import { applyLimit, keyGrbit, searchLimit } from './search-limits';

const empty = new Uint8Array(0);

/** The search key of a cursor: one {@link SearchKey.make} per segment, as JetMakeKey does (13 §5.1). */
export class SearchKey {
  private readonly builder = new KeyBuilder();
  private isStarted = false;
  private segmentsGiven = 0;
  private isEnded = false;

  /** Without an index, in sequential order, only whole normalised keys can be given. */
  constructor(private readonly index: IndexDefinition | undefined) {}

  /** Whether there is a key to seek with. */
  get isMade(): boolean {
    return this.isStarted;
  }

  /** Whether a limit option, or its sentinel byte, has ended the key. */
  get isLimit(): boolean {
    return this.isEnded;
  }

  /** The buffer that the key stands at the beginning of, {@link length} bytes of it. */
  get bytes(): Uint8Array {
    return this.builder.bytes;
  }

  /** Bytes of the key so far. */
  get length(): number {
    return this.builder.length;
  }

  /** The key so far, a view that the next call overwrites. */
  view(): Uint8Array {
    if (!this.isStarted) throw new JetError('JET_errKeyNotMade', 'use a search key');
    return this.builder.view();
  }

  /** Forgets the key, as seeking does. */
  clear(): void {
    this.isStarted = false;
    this.isEnded = false;
    this.segmentsGiven = 0;
  }

  /** Adds the next segment from raw column bytes; null or no bytes give NULL, see `keyDataZeroLength`. */
  make(data: Uint8Array | null, grbit = 0): void {
    const bytes = data ?? empty;
    if ((grbit & keyGrbit.normalizedKey) !== 0) {
      this.takeNormalized(bytes);
      return;
    }
    const { index } = this;
    if (index === undefined) throw new JetError('JET_errNoCurrentIndex', 'make a search key');
    const isNew = (grbit & keyGrbit.newKey) !== 0;
    if (isNew) this.start(index);
    else if (this.isEnded) throw new JetError('JET_errKeyIsMade', `continue a key of index ${index.name}`);
    else if (!this.isStarted)
      throw new JetError('JET_errKeyNotMade', `continue a key of index ${index.name}`);
    const segment = index.segments[this.segmentsGiven];
    if (segment === undefined) {
      throw new JetError('JET_errKeyIsMade', `all segments of index ${index.name} are given`);
    }
    this.append(index, segment, bytes, grbit);
  }

  private start(index: IndexDefinition): void {
    this.clear();
    this.builder.reset(index.keyMost);
    const first = index.segments[0]!;
    if (first.column.isPlaceholder !== true) return;
    putSegment(this.builder, index, first, new Uint8Array(1));
    this.segmentsGiven = 1;
  }

  private append(index: IndexDefinition, segment: KeySegment, bytes: Uint8Array, grbit: number): void {
    const limit = searchLimit(segment, grbit);
    const value = searchValue(index, segment.column, bytes, grbit, this.segmentsGiven === 0);
    const { builder } = this;
    const { length, truncated } = builder;
    try {
      putSegment(builder, index, segment, value);
    } catch (error) {
      // A refused value must leave the segments before it as they were.
      builder.length = length;
      builder.truncated = truncated;
      throw error;
    }
    applyLimit(builder, segment, length, limit);
    this.isStarted = true;
    this.segmentsGiven++;
    if (limit !== 'none') this.isEnded = true;
  }

  private takeNormalized(bytes: Uint8Array): void {
    const keyMost = this.index?.keyMost ?? defaultKeyMost;
    if (bytes.length > keyMost + 1 && bytes.length > defaultKeyMost) {
      throw new JetError('JET_errInvalidParameter', `use a normalised key of ${bytes.length} bytes`);
    }
    this.builder.reset(keyMost);
    this.builder.length = Math.min(bytes.length, keyMost + 1);
    this.builder.bytes.set(bytes.subarray(0, this.builder.length));
    this.isStarted = true;
    this.segmentsGiven = 1;
    this.isEnded = bytes.length > keyMost;
  }
}

/**
 * The search key of the leading values of an index, `limit` being the options of the last one.
 *
 * @example makeSearchKey(index, [5, 'Ab'], keyGrbit.partialColumnStartLimit)
 */
export function makeSearchKey(index: IndexDefinition, values: readonly ColumnValue[], limit = 0): Uint8Array {
  const key = new SearchKey(index);
  const skipped = index.segments[0]!.column.isPlaceholder === true ? 1 : 0;
  values.forEach((value, i) => {
    const segment = index.segments[i + skipped];
    const bytes = segment === undefined ? empty : columnBytes(segment.column, value);
    let grbit = i === 0 ? keyGrbit.newKey : 0;
    if (i === values.length - 1) grbit |= limit;
    if (bytes?.length === 0) grbit |= keyGrbit.keyDataZeroLength;
    key.make(bytes, grbit);
  });
  return key.view().slice();
}

/** What the caller's bytes stand for (13 §5.1, steps 6 and 8). */
function searchValue(
  index: IndexDefinition,
  column: KeyColumn,
  bytes: Uint8Array,
  grbit: number,
  isFirst: boolean,
): Uint8Array | null {
  const isTuple = isFirst && index.tuple !== undefined;
  if (bytes.length === 0 && !isTuple) return emptyValue(column, grbit);
  const whole = column.isFixed && bytes.length !== column.size ? paddedText(column, bytes) : bytes;
  const value = index.keyMost === defaultKeyMost ? cutSource(column, whole, defaultKeyMost) : whole;
  return isTuple ? tupleValue(index, column, value) : value;
}

function emptyValue(column: KeyColumn, grbit: number): Uint8Array | null {
  if ((grbit & keyGrbit.keyDataZeroLength) === 0) return null;
  if (column.isFixed || !hasVariableValue(column)) {
    throw new JetError('JET_errInvalidBufferSize', `zero length for column ${column.columnid}`);
  }
  return empty;
}

/** A search in a tuple index is for one of its substrings, which have a least and a largest length. */
function tupleValue(index: IndexDefinition, column: KeyColumn, value: Uint8Array): Uint8Array {
  const unit = isUnicodeText(column) ? 2 : 1;
  const { lengthMin, lengthMax } = index.tuple!;
  if (value.length < lengthMin * unit) {
    throw new JetError('JET_errIndexTuplesKeyTooSmall', `seek ${value.length} bytes in index ${index.name}`);
  }
  return value.subarray(0, lengthMax * unit);
}
