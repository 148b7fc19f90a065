import { JetError } from '@esekit/core';
import type { ColumnSchema, IndexSchema } from '../../catalog/schema';
import { buildKeys, KeyBuilder, type IndexDefinition } from '../../keys';
import { meetsConditions } from '../../keys/build-keys';
import { cutSource, hasVariableValue, mayDoubleSource, putSegment } from '../../keys/normalise-segment';
import { NullCount } from '../../keys/null-rules';
import type { KeySource } from './key-source';

/**
 * What is the same for every record: which columns an index looks at, and whether the short way is open, on
 * which a record has one key at most and nothing of it is built twice.
 */
export class KeyPlan {
  readonly columns: readonly ColumnSchema[];
  readonly columnsById: ReadonlyMap<number, ColumnSchema>;
  readonly isShort: boolean;

  constructor(
    readonly definition: IndexDefinition,
    schema: IndexSchema,
  ) {
    this.columns = schema.segments.map(({ column }) => column);
    const all = [...this.columns, ...schema.conditional.map(({ column }) => column)];
    this.columnsById = new Map(all.map((column) => [column.columnid, column]));
    const columns = definition.segments.map(({ column }) => column);
    this.isShort =
      definition.tuple === undefined &&
      !columns.some(({ isMultiValued }) => isMultiValued) &&
      !(mayDoubleSource(definition) && columns.some(hasVariableValue));
  }
}

/** The keys of one record in one index: built, then read, until the next record. */
export class RecordKeys {
  readonly #plan: KeyPlan;
  readonly #builder = new KeyBuilder();
  readonly #nulls = new NullCount();
  #many: Uint8Array[] | undefined;
  #count = 0;
  #failure: JetError | undefined;

  constructor(plan: KeyPlan) {
    this.#plan = plan;
  }

  /** How many there are. */
  get count(): number {
    return this.#count;
  }

  /** The n-th key, from 0; what it is read from is used again by the next {@link build}. */
  at(n: number): Uint8Array {
    return this.#many?.[n] ?? this.#builder.view();
  }

  /**
   * Builds the keys. Where one is not allowed (NULL, truncation), {@link check} says so when it is the turn of
   * the index; a text whose key cannot be built is refused here, because nothing may be changed then (13 §7).
   *
   * @throws JET_errUnicodeNormalizationNotSupported
   */
  build(source: KeySource): void {
    this.#failure = undefined;
    this.#many = undefined;
    this.#count = 0;
    try {
      if (this.#plan.isShort) this.#count = this.#buildOne(source) ? 1 : 0;
      else this.#buildAll(source);
    } catch (error) {
      if (!JetError.isInstance(error) || !isOfTheRecord(error)) throw error;
      this.#failure = error;
    }
  }

  /** @throws JET_errNullKeyDisallowed, JET_errKeyTruncated when {@link build} met one */
  check(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  has(key: Uint8Array): boolean {
    for (let n = 0; n < this.#count; n++) if (isEqual(this.at(n), key)) return true;
    return false;
  }

  #buildOne(source: KeySource): boolean {
    const { definition, columns } = this.#plan;
    const builder = this.#builder;
    const nulls = this.#nulls;
    if (definition.conditionalColumns.length > 0) {
      source.use(this.#plan.columnsById);
      if (!meetsConditions(definition, source.value)) return false;
    }
    builder.reset(definition.keyMost);
    nulls.reset();
    const { segments, keyMost } = definition;
    for (let i = 0; i < segments.length; i++) {
      const segment = segments[i]!;
      const value = source.valueOf(columns[i]!, 1, keyMost) ?? null;
      nulls.add(value === null);
      putSegment(builder, definition, segment, value && cutSource(segment.column, value, keyMost));
    }
    if (builder.truncated && definition.disallowTruncation) {
      throw new JetError('JET_errKeyTruncated', `build a key of index ${definition.name}`);
    }
    return nulls.isEntry(definition);
  }

  #buildAll(source: KeySource): void {
    source.use(this.#plan.columnsById);
    const keys = buildKeys(this.#plan.definition, source.value, this.#builder);
    this.#many = keys.map(({ key }) => key);
    this.#count = keys.length;
  }
}

/** Refusals that are part of what an update may answer, in the order of the indexes. */
function isOfTheRecord({ name }: JetError): boolean {
  return name === 'JET_errNullKeyDisallowed' || name === 'JET_errKeyTruncated';
}

export function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  const { length } = a;
  if (length !== b.length) return false;
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return false;
  return true;
}
