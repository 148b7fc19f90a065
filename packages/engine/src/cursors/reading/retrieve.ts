import { JetError } from '@esekit/core';
import { columnFlag, type ColumnSchema } from '../../catalog/schema';
import type { CursorCore } from '../cursor-core';
import { retrieveFromBookmark, retrieveFromIndex } from './from-index';
import { retrieveFlag } from './retrieve-flags';
import { retrieveInstance } from './retrieve-instance';
import type { RetrievedValue, RetrieveOptions } from './retrieved-value';

const fromKey = retrieveFlag.fromIndex | retrieveFlag.fromPrimaryBookmark;

/**
 * JetRetrieveColumn (11 §7).
 *
 * @param columnid 0: the value number `itag` among all tagged ones of the record
 * @throws JET_errBadColumnId, JET_errColumnNotFound, JET_errBadItagSequence, JET_errInvalidGrbit,
 *   JET_errInvalidParameter, JET_errNoCurrentRecord, JET_errRecordDeleted, JET_errIndexTuplesCannotRetrieveFromIndex
 */
export function retrieveColumn(
  core: CursorCore,
  columnid: number,
  options: RetrieveOptions,
  result: RetrievedValue,
): void {
  const grbit = options.grbit ?? 0;
  if ((grbit & retrieveFlag.physicalSize) !== 0) {
    throw new JetError('JET_errInvalidParameter', 'the engine gives no physical size of a single column');
  }
  if ((grbit & fromKey) === fromKey) {
    throw new JetError('JET_errInvalidGrbit', 'retrieve from the index and from the bookmark at once');
  }
  if (columnid === 0) {
    retrieveNth(core, options, result);
    return;
  }
  const column = core.view.shape.column(columnid).schema;
  result.columnid = columnid;
  result.itagSequence = options.itag ?? 1;
  if ((grbit & retrieveFlag.fromIndex) !== 0) retrieveFromIndex(core, column, options, result);
  else if ((grbit & retrieveFlag.fromPrimaryBookmark) !== 0) {
    retrieveFromBookmark(core, column, options, result);
  } else {
    const isCopy = (grbit & retrieveFlag.copy) !== 0;
    const record = core.source.record(isCopy);
    retrieveInstance(core.source.finder, record, column, result.itagSequence, options, result);
    if (result.warning === 'JET_wrnColumnNull' && isEscrow(column)) {
      if (!isCopy || core.prepared === undefined) throw nullEscrow(column);
    }
  }
}

function isEscrow({ flags }: ColumnSchema): boolean {
  return (flags & columnFlag.escrowUpdate) !== 0;
}

/** An escrow column that was set to NULL cannot be read, but in the copy buffer (14 §3.5, F-50). */
function nullEscrow({ name }: ColumnSchema): JetError {
  return new JetError('JET_errInvalidBufferSize', `retrieve the escrow column ${name}, which is NULL`);
}

/** Column 0: the n-th value over all tagged columns of the record, in stored order. */
function retrieveNth(core: CursorCore, options: RetrieveOptions, result: RetrievedValue): void {
  const grbit = options.grbit ?? 0;
  const record = core.source.record((grbit & retrieveFlag.copy) !== 0);
  const { shape } = core.view;
  let left = options.itag ?? 1;
  if (left < 1) throw new JetError('JET_errBadItagSequence', 'the 0-th tagged value of a record');
  for (let n = 0; n < record.taggedCount; n++) {
    if (record.taggedAt(n) !== 'value') continue;
    const column = shape.taggedColumn(record.taggedFid(n), record.isTaggedDerived(n))?.schema;
    if (column === undefined) continue;
    const { instanceCount } = record;
    if (left > instanceCount) {
      left -= instanceCount;
      continue;
    }
    result.columnid = column.columnid;
    result.itagSequence = left;
    retrieveInstance(core.source.finder, record, column, left, options, result);
    return;
  }
  result.columnid = 0;
  result.itagSequence = 0;
  result.setNull();
}
