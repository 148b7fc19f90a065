import { buildKeys, type ValueSource } from '../../keys';
import { tuplesOf } from '../../keys/tuples';
import type { LongValueReader } from '../../long-values/long-value-reader';
import type { IndexObject } from '../../schema/index-object';
import { KeySource } from '../update/key-source';
import { isEqual, KeyPlan } from '../update/record-keys';

/** The entries that a record has in an index, worked out from the record (13 §2, §4). */
export class EntryKeys {
  readonly #source: KeySource;
  readonly #plans = new WeakMap<IndexObject, KeyPlan>();

  constructor(isLargePage: boolean, longValues: () => LongValueReader | undefined) {
    this.#source = new KeySource(isLargePage, longValues);
  }

  /**
   * The key that an instance of the multi-valued column gives; without such a column there is one key.
   *
   * @param itag from 1
   * @returns `undefined` when the record is not in the index, or not by that instance
   */
  keyOf(index: IndexObject, record: Uint8Array, itag: number): Uint8Array | undefined {
    const keys = buildKeys(index.definition, this.#use(index, record));
    return (itag <= 1 ? keys[0] : keys.find((key) => key.itag === itag))?.key;
  }

  /**
   * The instance of a key column that an entry was made of: of several with the same key the first.
   *
   * @returns 1 where the record has no such entry any more
   */
  instanceOf(index: IndexObject, record: Uint8Array, columnid: number, key: Uint8Array): number {
    const value = this.#use(index, record);
    const { column } = index.definition.segments.find((segment) => segment.column.columnid === columnid)!;
    if (!column.isMultiValued) return 1;
    for (let itag = 1; (value(column, itag, 1) ?? null) !== null; itag++) {
      const only: ValueSource = (wanted, n, bytesMost) => {
        if (wanted.columnid !== columnid) return value(wanted, n, bytesMost);
        return n === 1 ? value(wanted, itag, bytesMost) : undefined;
      };
      if (buildKeys(index.definition, only).some((one) => isEqual(one.key, key))) return itag;
    }
    return 1;
  }

  /** The part of a value that an entry of a tuple index was made of: raw bytes of its first column. */
  tupleOf(index: IndexObject, record: Uint8Array, key: Uint8Array): Uint8Array | undefined {
    const value = this.#use(index, record);
    const { definition } = index;
    const { column } = definition.segments[0]!;
    const plain = { ...definition, tuple: undefined };
    for (let itag = 1; (value(column, itag, 1) ?? null) !== null; itag++) {
      for (const tuple of tuplesOf(definition, definition.tuple!, value, itag)) {
        const only: ValueSource = (wanted, n, bytesMost) => {
          if (wanted.columnid !== column.columnid) return value(wanted, n, bytesMost);
          return n === 1 ? tuple : undefined;
        };
        if (buildKeys(plain, only).some((one) => isEqual(one.key, key))) return tuple.slice();
      }
    }
    return undefined;
  }

  #use(index: IndexObject, record: Uint8Array): ValueSource {
    let plan = this.#plans.get(index);
    if (plan === undefined) {
      plan = new KeyPlan(index.definition, index.schema);
      this.#plans.set(index, plan);
    }
    this.#source.reset(record);
    this.#source.use(plan.columnsById);
    return this.#source.value;
  }
}
