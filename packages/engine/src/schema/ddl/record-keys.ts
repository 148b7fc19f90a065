import { JetError } from '@esekit/core';
import { isLargePage } from '@esekit/pages';
import { KeySource, UnknownValueError } from '../../check/key-source';
import { buildKeys, KeyBuilder, visitKeys } from '../../keys';
import { LongValueReader } from '../../long-values/long-value-reader';
import { SessionLongValues } from '../../long-values/write/session-long-values';
import { RecordView } from '../../records/record-view';
import type { Session } from '../../transactions';
import type { IndexObject } from '../index-object';
import type { TableObject } from '../table-object';

/** The keys of a table's records in its indexes, as a session sees the records. */
export class RecordKeys {
  readonly #source: KeySource;
  readonly #record: RecordView;
  readonly #builder = new KeyBuilder();

  constructor(session: Session, table: TableObject) {
    const isLarge = isLargePage(table.host.pageSize);
    const longValues = new LongValueReader(new SessionLongValues(session, table), table.chunkSize);
    this.#source = new KeySource(table.maintenance.schema.columns, longValues, isLarge);
    this.#record = new RecordView(isLarge);
  }

  /**
   * @param record bytes that stay as they are during the call
   * @throws JET_errNullKeyDisallowed, JET_errKeyTruncated; JET_errUnicodeNormalizationNotSupported
   */
  of(index: IndexObject, record: Uint8Array): readonly Uint8Array[] {
    return this.#build(index, record, () =>
      buildKeys(index.definition, this.#source.value, this.#builder).map(({ key }) => key),
    );
  }

  /**
   * As {@link of}, but a key as often as the record gives it: while a unique index is built, that is a duplicate
   * (F-04), although an update may do it (13 §4.2).
   */
  allOf(index: IndexObject, record: Uint8Array): readonly Uint8Array[] {
    return this.#build(index, record, () => {
      const keys: Uint8Array[] = [];
      visitKeys(index.definition, this.#source.value, this.#builder, (builder) => keys.push(builder.copy()));
      return keys;
    });
  }

  #build(index: IndexObject, record: Uint8Array, build: () => readonly Uint8Array[]): readonly Uint8Array[] {
    this.#source.record = this.#record.reset(record, 0, record.length);
    try {
      return build();
    } catch (cause) {
      if (!(cause instanceof UnknownValueError)) throw cause;
      throw new JetError('JET_errDatabaseCorrupted', `build a key of index ${index.name}`, { cause });
    }
  }
}
