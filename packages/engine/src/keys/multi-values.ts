import type { ValueSource } from './value-source';
import type { IndexDefinition } from './index-definition';

/**
 * Which instances of the key columns go together in one key (13 §4.1). A walk keeps one itagSequence
 * number per segment; every walk has a first combination, so that a record without any value still gets
 * its chance of a NULL key.
 */
export interface Iteration {
  /** Segment whose itagSequence number belongs to the key; -1 when nothing iterates. */
  readonly column: number;
  first(itags: Uint32Array): void;
  exists(itags: Uint32Array, source: ValueSource): boolean;
  next(itags: Uint32Array, source: ValueSource): void;
}

/** The walk that an index prescribes. */
export function iteration(index: IndexDefinition): Iteration {
  const multiValued: number[] = [];
  for (let i = 0; i < index.segments.length; i++) {
    if (index.segments[i]!.column.isMultiValued) multiValued.push(i);
  }
  if (index.nestedTable) return nested(index, multiValued);
  return odometer(index, index.crossProduct ? multiValued : multiValued.slice(0, 1));
}

/** More instances do not fit into one tagged value (11 §1.3). */
const instancesMost = 0x3fff;

/** Whether a segment's column has the instance that `itags` asks for. */
function hasInstance(index: IndexDefinition, source: ValueSource, itags: Uint32Array, i: number): boolean {
  return itags[i]! <= instancesMost && source(index.segments[i]!.column, itags[i]!, 1) !== undefined;
}

/** Each column runs through all its instances, the last one fastest; with one column it is the plain rule. */
function odometer(index: IndexDefinition, columns: readonly number[]): Iteration {
  let isOver = false;
  return {
    column: columns[0] ?? -1,
    first(itags) {
      itags.fill(1);
      isOver = false;
    },
    exists: () => !isOver,
    next(itags, source) {
      for (let n = columns.length - 1; n >= 0; n--) {
        const i = columns[n]!;
        itags[i]!++;
        if (hasInstance(index, source, itags, i)) return;
        itags[i] = 1;
      }
      isOver = true;
    },
  };
}

/**
 * All columns advance together until the longest is exhausted; those that end before count as NULL. A
 * single-valued column gives its value to every key: the engine itself never ends on some of these.
 */
function nested(index: IndexDefinition, columns: readonly number[]): Iteration {
  return {
    column: columns[0] ?? -1,
    first: (itags) => void itags.fill(1),
    exists(itags, source) {
      if (itags.every((itag) => itag === 1)) return true;
      return columns.some((i) => hasInstance(index, source, itags, i));
    },
    next(itags) {
      if (columns.length === 0) itags.fill(2);
      for (const i of columns) itags[i]!++;
    },
  };
}
