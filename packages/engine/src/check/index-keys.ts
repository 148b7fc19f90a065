import { JetError } from '@esekit/core';
import { keyDefinition } from '../catalog/key-definition';
import { indexFlag, type IndexSchema } from '../catalog/schema';
import { buildKeys, meetsConditions, visitKeys } from '../keys/build-keys';
import { isUnicodeText } from '../values/coltyp';
import type { IndexDefinition } from '../keys/index-definition';
import { KeyBuilder } from '../keys/key-builder';
import { hasVariableValue, putSegment } from '../keys/normalise-segment';
import { NullCount } from '../keys/null-rules';
import { unicodeObstacle } from '../keys/unicode-policy';
import { UnknownValueError, type KeySource } from './key-source';

/** What became of building the keys of a record. */
type KeyOutcome =
  | 'built'
  /** The text sorts in a way that is not known for certain, or a value cannot be read. */
  | 'unknown'
  /** The record has a NULL that the index does not allow. */
  | 'nullDisallowed';

/** Builds the keys that a record should have in one index. */
export class IndexKeys {
  readonly definition: IndexDefinition | undefined;
  /** Why no key of the index can be built, as a sentence's end. */
  readonly obstacle: string | undefined;
  /** Whether a record has at most one entry, so that its keys need not be compared with each other. */
  readonly isSingle: boolean;
  /** Whether keys are made of values of fixed size alone: then nothing has to be tried with more of a value. */
  readonly #isPlain: boolean;
  readonly #builder = new KeyBuilder();
  readonly #nulls = new NullCount();

  constructor(readonly index: IndexSchema) {
    this.definition = definitionOf(index);
    this.obstacle = obstacleOf(index, this.definition);
    this.isSingle =
      this.definition !== undefined &&
      this.definition.tuple === undefined &&
      !this.definition.segments.some(({ column }) => column.isMultiValued);
    this.#isPlain =
      this.isSingle &&
      this.definition!.conditionalColumns.length === 0 &&
      !this.definition!.segments.some(({ column }) => hasVariableValue(column));
  }

  /**
   * Tells `visit` of each key of the record of `source`: the bytes up to `length` in a buffer that the next
   * key overwrites.
   */
  build(source: KeySource, visit: (bytes: Uint8Array, length: number) => void): KeyOutcome {
    const { definition } = this;
    if (!definition || this.obstacle !== undefined) return 'unknown';
    try {
      if (this.#isPlain) {
        this.#buildPlain(definition, source, visit);
      } else if (this.isSingle) {
        visitKeys(definition, source.value, this.#builder, (builder) => visit(builder.bytes, builder.length));
      } else {
        for (const { key } of buildKeys(definition, source.value, this.#builder)) visit(key, key.length);
      }
      return 'built';
    } catch (error) {
      return outcomeOf(error);
    }
  }

  /** Most keys of most databases are like that, and this is the inner loop of a check. */
  #buildPlain(
    definition: IndexDefinition,
    source: KeySource,
    visit: (bytes: Uint8Array, length: number) => void,
  ): void {
    const builder = this.#builder;
    const nulls = this.#nulls;
    builder.reset(definition.keyMost);
    nulls.reset();
    for (const segment of definition.segments) {
      const value = source.value(segment.column, 1, definition.keyMost) ?? null;
      nulls.add(value === null);
      putSegment(builder, definition, segment, value);
    }
    if (builder.truncated && definition.disallowTruncation) throw new UnknownValueError('the key is cut');
    if (nulls.isEntry(definition)) visit(builder.bytes, builder.length);
  }

  /** Whether a record has its one entry, as far as that can be said without making the key. */
  hasEntry(source: KeySource): boolean {
    const { definition } = this;
    if (!definition) return false;
    try {
      if (!meetsConditions(definition, source.value)) return false;
      const nulls = this.#nulls;
      nulls.reset();
      for (const { column } of definition.segments) nulls.add((source.value(column, 1, 1) ?? null) === null);
      return nulls.isEntry(definition);
    } catch (error) {
      outcomeOf(error);
      return false;
    }
  }
}

/** A definition that makes no sense is told of by the check of the catalog. */
function definitionOf(index: IndexSchema): IndexDefinition | undefined {
  if (index.segments.length === 0) return undefined;
  try {
    return keyDefinition(index);
  } catch (error) {
    if (!JetError.isInstance(error)) throw error;
    return undefined;
  }
}

function obstacleOf(index: IndexSchema, definition: IndexDefinition | undefined): string | undefined {
  if (!definition) return 'it has no usable definition';
  if ((index.flags & indexFlag.deferredPopulate) !== 0) return 'it is not filled yet';
  const hasUnicode = definition.segments.some(({ column }) => isUnicodeText(column));
  return hasUnicode ? unicodeObstacle(definition.unicode) : undefined;
}

function outcomeOf(error: unknown): KeyOutcome {
  if (error instanceof UnknownValueError) return 'unknown';
  if (!JetError.isInstance(error)) throw error;
  return error.name === 'JET_errNullKeyDisallowed' ? 'nullDisallowed' : 'unknown';
}
