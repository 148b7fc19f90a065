import type { NodeView } from '@esekit/pages';
import type { Direction } from '../path/tree-path';
import type { TreeCursor } from './tree-cursor';

/** Keys between two ends; an end that is left out is open. */
export interface KeyRange {
  readonly from?: Uint8Array | undefined;
  /** Whether `from` itself belongs to the range. Default true. */
  readonly includesFrom?: boolean;
  readonly to?: Uint8Array | undefined;
  /** Whether `to` itself belongs to the range. Default true. */
  readonly includesTo?: boolean;
}

/** All keys that begin with `prefix`. */
export function prefixRange(prefix: Uint8Array): KeyRange {
  // The least key behind them is the prefix with its last byte counted up; 0xFF has no successor.
  let cb = prefix.length;
  while (cb > 0 && prefix[cb - 1] === 0xff) cb--;
  if (cb === 0) return { from: prefix };
  const to = prefix.slice(0, cb);
  to[cb - 1]!++;
  return { from: prefix, to, includesTo: false };
}

/**
 * Walks a cursor through a range, in either direction, without an object per step.
 *
 * @example
 * const walk = new RangeWalk(cursor, prefixRange(prefix));
 * while (walk.next()) use(cursor.node);
 */
export class RangeWalk {
  #isBegun = false;
  #isAtEnd = false;

  constructor(
    readonly cursor: TreeCursor,
    readonly range: KeyRange,
    readonly direction: Direction = 1,
  ) {}

  /** Moves the cursor to the next node of the range, at first to the nearest one; `false` behind the last. */
  next(): boolean {
    if (this.#isAtEnd) return false;
    const isMoved = this.#isBegun ? this.#step() : this.#begin();
    this.#isBegun = true;
    this.#isAtEnd = !isMoved || this.#isOutside();
    return !this.#isAtEnd;
  }

  #step(): boolean {
    return this.direction > 0 ? this.cursor.next() : this.cursor.previous();
  }

  #begin(): boolean {
    const { from, to, includesFrom = true, includesTo = true } = this.range;
    if (this.direction > 0) {
      return from === undefined ? this.cursor.first() : this.cursor.seek(from, includesFrom ? '>=' : '>');
    }
    return to === undefined ? this.cursor.last() : this.cursor.seek(to, includesTo ? '<=' : '<');
  }

  /** Whether the cursor has left the range at the end the walk goes to. */
  #isOutside(): boolean {
    const { from, to, includesFrom = true, includesTo = true } = this.range;
    const end = this.direction > 0 ? to : from;
    if (end === undefined) return false;
    const beyond = this.direction * this.cursor.compareKey(end);
    return (this.direction > 0 ? includesTo : includesFrom) ? beyond > 0 : beyond >= 0;
  }
}

/** The nodes of a range, one after the other in one and the same view: each is valid until the next. */
export function* nodesInRange(
  cursor: TreeCursor,
  range: KeyRange = {},
  direction: Direction = 1,
): Generator<NodeView, void, void> {
  const walk = new RangeWalk(cursor, range, direction);
  while (walk.next()) yield cursor.node;
}
