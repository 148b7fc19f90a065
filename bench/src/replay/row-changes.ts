import { valuesOf, type BulkValues } from '../bulk/values';
import { SeededNumbers } from '../database/random';

/** A change of one row. */
export interface RowChange {
  readonly kind: 'insert' | 'update' | 'delete';
  readonly id: number;
  /** 0 for the row as it was inserted, and one more with every update. */
  readonly version: number;
}

/** Changes of one transaction. */
export const changesPerTransaction = 100;

/** Rows of the database before the first change, numbered from 1. */
export const baseRows = 1000;

/** Shares of all changes, in thousandths; the rest are inserts. */
const updates = 70;
const deletes = 30;
/** Of the inserts: those with a key below the last one, in thousandths. */
const insertsBetween = 10;
/** Rows are appended with numbers so far apart, which leaves room for those between. */
const distance = 8;

/**
 * The list of changes that a seed stands for: 90 % inserts, most of them behind the last row, 7 % updates
 * and 3 % deletions of any rows. It goes on for ever.
 */
export class RowChanges {
  readonly #numbers: SeededNumbers;
  /** Rows that are there, in no order. */
  readonly #ids: number[] = Array.from({ length: baseRows }, (_, i) => i + 1);
  /** Of rows that have been updated. */
  readonly #versions = new Map<number, number>();
  readonly #between = new Set<number>();
  #idLast = baseRows;

  constructor(seed: number) {
    this.#numbers = new SeededNumbers(seed);
  }

  /** Rows that are there after the changes given out so far. */
  get rows(): number {
    return this.#ids.length;
  }

  next(): RowChange {
    const choice = this.#numbers.between(0, 999);
    if (choice < updates) return this.#update();
    if (choice < updates + deletes) return this.#delete();
    const id = this.#numbers.between(0, 999) < insertsBetween ? this.#idBetween() : this.#idBehind();
    this.#ids.push(id);
    return { kind: 'insert', id, version: 0 };
  }

  #idBehind(): number {
    this.#idLast += distance;
    return this.#idLast;
  }

  /** Low numbers come more often, so that some pages fill up and are split. */
  #idBetween(): number {
    const steps = (this.#idLast - baseRows) / distance;
    if (steps < 1) return this.#idBehind();
    const share = this.#numbers.between(0, 0xffff) / 0x10000;
    const start = baseRows + distance * Math.floor(steps * share ** 3);
    const id = start + this.#numbers.between(1, distance - 1);
    if (this.#between.has(id)) return this.#idBehind();
    this.#between.add(id);
    return id;
  }

  #update(): RowChange {
    const id = this.#ids[this.#numbers.between(0, this.#ids.length - 1)]!;
    const version = (this.#versions.get(id) ?? 0) + 1;
    this.#versions.set(id, version);
    return { kind: 'update', id, version };
  }

  #delete(): RowChange {
    const i = this.#numbers.between(0, this.#ids.length - 1);
    const id = this.#ids[i]!;
    this.#ids[i] = this.#ids.at(-1)!;
    this.#ids.pop();
    return { kind: 'delete', id, version: this.#versions.get(id) ?? 0 };
  }
}

/** Far from all numbers of rows. */
const donors = 1 << 24;

/**
 * The values of a row after so many updates. An update changes numbers, and every other one binary columns
 * too; the record keeps its size.
 */
export function valuesOfVersion({ id, version }: RowChange): BulkValues {
  const values = valuesOf(id);
  if (version === 0) return values;
  const { Level, Size, Mean, Hash, Port, Digest, Device, Price } = valuesOf(id + version * donors);
  const changed = { ...values, Level, Size, Mean, Hash, Port };
  return version % 2 === 1 ? changed : { ...changed, Digest, Device, Price };
}
