import type { CursorCore } from '../cursor-core';
import { retrieveColumn } from './retrieve';
import { retrieveFlag } from './retrieve-flags';
import type { RetrievedValue, RetrieveOptions } from './retrieved-value';

/**
 * What JetRetrieveColumns does with instance 0: counts the instances of a column, or with column 0 all tagged
 * values of the record. A default counts as one; what is NULL has none.
 *
 * @throws JET_errColumnNotFound, JET_errBadColumnId, JET_errNoCurrentRecord, JET_errRecordDeleted
 */
export function countInstances(core: CursorCore, columnid: number, grbit = 0): number {
  const { shape } = core.view;
  const column = columnid === 0 ? undefined : shape.column(columnid).schema;
  const record = core.source.record((grbit & retrieveFlag.copy) !== 0);
  if (column !== undefined) return core.source.finder.count(record, column);
  let count = 0;
  for (let n = 0; n < record.taggedCount; n++) {
    if (shape.taggedColumn(record.taggedFid(n), record.isTaggedDerived(n)) === undefined) continue;
    if (record.taggedAt(n) === 'value') count += record.instanceCount;
  }
  return count;
}

/** One column of JetRetrieveColumns, and what has become of it. */
export interface ColumnToRetrieve extends RetrieveOptions {
  readonly columnid: number;
}

/**
 * JetRetrieveColumns: `take` gets the results one after the other, in one object; for instance 0 that is the
 * number of instances in `itagSequence`, without data.
 *
 * @throws what the first column that fails throws
 */
export function retrieveColumns(
  core: CursorCore,
  columns: readonly ColumnToRetrieve[],
  result: RetrievedValue,
  take: (result: RetrievedValue, n: number) => void,
): void {
  columns.forEach((column, n) => {
    if (column.itag === 0) {
      result.set(noBytes, 0, 0, 0);
      result.columnid = column.columnid;
      result.itagSequence = countInstances(core, column.columnid, column.grbit);
    } else retrieveColumn(core, column.columnid, column, result);
    take(result, n);
  });
}

const noBytes = new Uint8Array(0);
