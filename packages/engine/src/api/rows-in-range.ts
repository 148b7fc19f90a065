import { isLargePage } from '@esekit/pages';
import { JetError } from '@esekit/core';
import type { RangeOptions } from '../database/table-index';
import type { EngineSession } from '../instance';
import { keyGrbit, makeSearchKey } from '../keys';
import { LiveCursor } from '../live';
import { LongValueReader } from '../long-values/long-value-reader';
import { SessionLongValues } from '../long-values/write/session-long-values';
import { RecordView } from '../records/record-view';
import { RowDecoder, type Row } from '../records/row-decoder';
import { ValueFinder } from '../records/value-place';
import type { IndexObject, TableObject, TableView } from '../schema';

/** Which rows, in which order, and how much of them. */
export interface RowsOptions<Name extends string = string> extends Omit<RangeOptions<Name>, 'onLoss'> {
  /** The index whose order they come in. Default: the primary one. */
  readonly index?: string | undefined;
}

/** The rows of a range as the session sees them, one walk. */
export function* rowsInRange<T extends object>(
  session: EngineSession,
  table: TableObject,
  options: RowsOptions,
): Generator<T, void, void> {
  const view = table.view(session);
  const index = options.index === undefined ? view.primary : view.index(options.index);
  const records = new LiveCursor(table.tree, session.session);
  const entries =
    index === undefined || index.isPrimary ? records : new LiveCursor(index.tree, session.session);
  const decoder = new RowDecoder(columnsOf(view, options.columns));
  const longValues = new SessionLongValues(session.session, {
    longValues: () => table.longValues(),
    createLongValues: () => {
      throw new JetError('JET_errInternalError', 'reading makes no tree');
    },
  });
  const finder = new ValueFinder(new LongValueReader(longValues, table.chunkSize));
  const record = new RecordView(isLargePage(table.database.pageSize));
  const walk = new Walk(entries, index, options);
  while (walk.next()) {
    options.signal?.throwIfAborted();
    if (entries !== records && !records.seek('=', entries.data())) continue;
    // Reading long values may push the record's page out of the cache.
    const bytes = records.data().slice();
    yield decoder.decode(record.reset(bytes, 0, bytes.length), finder) as Row as T;
  }
}

function columnsOf(view: TableView, names: readonly string[] | undefined): TableView['schema']['columns'] {
  if (names === undefined) return view.schema.columns;
  return names.map((name) => {
    const column = view.findColumn(name);
    if (column !== undefined) return column;
    throw new JetError('JET_errColumnNotFound', `table ${view.schema.name} has no column ${name}`);
  });
}

/** Moves a cursor through a range. */
class Walk {
  readonly #cursor: LiveCursor;
  readonly #start: Uint8Array | undefined;
  readonly #stop: Uint8Array | undefined;
  readonly #isReverse: boolean;
  #isBegun = false;

  constructor(
    cursor: LiveCursor,
    index: IndexObject | undefined,
    { from, to, reverse = false }: RowsOptions,
  ) {
    const key = (values: NonNullable<RowsOptions['from']>, grbit?: number): Uint8Array => {
      if (index === undefined)
        throw new JetError('JET_errNoCurrentIndex', 'a range of a table without index');
      return makeSearchKey(index.definition, values, grbit);
    };
    const lower = from && key(from);
    const upper = to && key(to, keyGrbit.fullColumnEndLimit);
    this.#cursor = cursor;
    this.#isReverse = reverse;
    [this.#start, this.#stop] = reverse ? [upper, lower] : [lower, upper];
  }

  next(): boolean {
    const found = this.#isBegun ? this.#step() : this.#begin();
    this.#isBegun = true;
    return found && this.#isInside();
  }

  #step(): boolean {
    return this.#isReverse ? this.#cursor.previous() : this.#cursor.next();
  }

  #begin(): boolean {
    const start = this.#start;
    if (start !== undefined) return this.#cursor.seek(this.#isReverse ? '<=' : '>=', start);
    return this.#isReverse ? this.#cursor.last() : this.#cursor.first();
  }

  #isInside(): boolean {
    if (this.#stop === undefined) return true;
    const order = this.#cursor.compareKey(this.#stop);
    return this.#isReverse ? order >= 0 : order <= 0;
  }
}
