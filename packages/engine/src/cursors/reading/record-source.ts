import { isLargePage } from '@esekit/pages';
import { LongValueReader } from '../../long-values/long-value-reader';
import type { LiveCursor } from '../../live';
import { SessionLongValues, type LongValueTreeOwner } from '../../long-values/write/session-long-values';
import { RecordView } from '../../records/record-view';
import { ValueFinder, ValuePlace } from '../../records/value-place';
import type { Session } from '../../transactions';
import type { PreparedUpdate } from '../prepared-update';

/** A cursor, as far as its records are concerned. */
export interface RecordOwner {
  readonly session: { readonly session: Session };
  readonly table: { readonly database: { readonly pageSize: number }; readonly chunkSize: number };
  readonly longValueOwner: LongValueTreeOwner;
  /** Stands on the current record after {@link standOnRecord}. */
  readonly records: LiveCursor;
  readonly prepared: PreparedUpdate | undefined;
  /** @throws JET_errNoCurrentRecord, JET_errRecordDeleted */
  standOnRecord(): void;
}

/** The records that a cursor reads: the current one, and the one that is being made. */
export class RecordSource {
  readonly isLargePage: boolean;
  readonly longValues: LongValueReader;
  readonly finder: ValueFinder;
  readonly #owner: RecordOwner;
  readonly #record: RecordView;
  readonly #buffer: RecordView;
  readonly #copyView: RecordView;
  readonly #place = new ValuePlace();
  /** Whether `#record` is the current record, unless that has changed since. */
  #isBound = false;
  /** The look that it is from. */
  #look = 0;
  #copy = new Uint8Array(0);

  constructor(owner: RecordOwner) {
    this.#owner = owner;
    const { table, session } = owner;
    this.isLargePage = isLargePage(table.database.pageSize);
    this.longValues = new LongValueReader(
      new SessionLongValues(session.session, owner.longValueOwner),
      table.chunkSize,
    );
    this.finder = new ValueFinder(this.longValues);
    this.#record = new RecordView(this.isLargePage);
    this.#buffer = new RecordView(this.isLargePage);
    this.#copyView = new RecordView(this.isLargePage);
  }

  /** The cursor has moved: {@link current} looks again. */
  unbind(): void {
    this.#isBound = false;
  }

  /** The record that `records` of the cursor stands on: in its page, so it holds until the next call or change. */
  current(): RecordView {
    const place = this.#place;
    const { records } = this.#owner;
    records.dataInto(place);
    this.#isBound = true;
    this.#look = records.looks;
    return this.#record.reset(place.bytes, place.start, place.length);
  }

  /**
   * The record that a call reads (11 §7): the copy buffer if that is wanted and there is one, otherwise the
   * current record.
   *
   * @throws JET_errNoCurrentRecord, JET_errRecordDeleted
   */
  record(wantsCopy: boolean): RecordView {
    const owner = this.#owner;
    if (wantsCopy && owner.prepared !== undefined) {
      const { record } = owner.prepared.builder;
      return this.#buffer.reset(record, 0, record.length);
    }
    // Most reads are of one column after the other of the same record.
    const { records } = owner;
    if (this.#isBound && records.isSettled && records.looks === this.#look) return this.#record;
    owner.standOnRecord();
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
