import { isLargePage } from '@esekit/pages';
import { LongValueReader } from '../../long-values/long-value-reader';
import { SessionLongValues } from '../../long-values/write/session-long-values';
import { RecordView } from '../../records/record-view';
import { ValueFinder } from '../../records/value-place';
import type { CursorCore } from '../cursor-core';

/** The records that a cursor reads: the current one, and the one that is being made. */
export class RecordSource {
  readonly isLargePage: boolean;
  readonly longValues: LongValueReader;
  readonly finder: ValueFinder;
  readonly #core: CursorCore;
  readonly #record: RecordView;
  readonly #copyView: RecordView;
  #copy = new Uint8Array(0);

  constructor(core: CursorCore) {
    this.#core = core;
    const { table, session } = core;
    this.isLargePage = isLargePage(table.database.pageSize);
    this.longValues = new LongValueReader(
      new SessionLongValues(session.session, core.longValueOwner),
      table.chunkSize,
    );
    this.finder = new ValueFinder(this.longValues);
    this.#record = new RecordView(this.isLargePage);
    this.#copyView = new RecordView(this.isLargePage);
  }

  /** The record that `records` of the core stands on: in its page, so it holds until the next call or change. */
  current(): RecordView {
    const data = this.#core.records.data();
    return this.#record.reset(data, 0, data.length);
  }

  /**
   * The record that a call reads (11 §7): the copy buffer if that is wanted and there is one, otherwise the
   * current record.
   *
   * @throws JET_errNoCurrentRecord, JET_errRecordDeleted
   */
  record(wantsCopy: boolean): RecordView {
    const { prepared } = this.#core;
    if (wantsCopy && prepared !== undefined) {
      const { record } = prepared.builder;
      return this.#record.reset(record, 0, record.length);
    }
    this.#core.standOnRecord();
    return this.current();
  }

  /** As {@link record}, in memory of its own: for calls that read several values, long ones among them. */
  stableRecord(wantsCopy: boolean): RecordView {
    const { bytes, start, end } = this.record(wantsCopy);
    const length = end - start;
    if (this.#copy.length < length) this.#copy = new Uint8Array(2 * length);
    this.#copy.set(bytes.subarray(start, end));
    return this.#copyView.reset(this.#copy, 0, length);
  }
}
