import { JetError } from '@esekit/core';
import type { NodeView } from '@esekit/pages';
import { applyDifference } from '../../records/difference';
import { replaceRecord, replaceRecordSize } from '../../records/layouts';
import { recordTypeNumber } from '../../records/record-sizes';
import type { PageOperation } from './page-operation';

/** The top bit of `cb` tells the two forms of differences apart. */
const sizeMask = 0x7fff;
const wideBit = 0x8000;

/**
 * The data that a Replace or ReplaceD gives to a node. Of a Replace it lies in the record, not copied.
 *
 * @param node as it was before
 * @throws JET_errLogFileCorrupt when the record contradicts itself, or its difference the node
 */
export function newData(operation: PageOperation, node: NodeView): Uint8Array {
  const word = operation.u16(replaceRecord.cb);
  const cbNew = operation.u16(replaceRecord.cbNewData);
  const data = operation.part(replaceRecordSize, word & sizeMask);
  if (operation.record.type === recordTypeNumber.ReplaceD) {
    const cbOld = operation.u16(replaceRecord.cbOldData);
    return applyDifference(node.data(), data, (word & wideBit) !== 0, cbNew, cbOld);
  }
  if (data.length === cbNew) return data;
  throw new JetError('JET_errLogFileCorrupt', `a replace has ${data.length} bytes of data, not ${cbNew}`);
}

/**
 * A replace on its own says how large the data was; in a split it says the new size twice, so there is
 * nothing to compare then.
 *
 * @throws JET_errDatabaseCorrupted when the node is not what the record found
 */
export function checkOldData(operation: PageOperation, node: NodeView): void {
  const cbOld = operation.u16(replaceRecord.cbOldData);
  if (cbOld === node.cbData) return;
  const text = `node ${operation.iline} of page ${operation.pgno} has ${node.cbData} bytes of data, not ${cbOld}`;
  throw new JetError('JET_errDatabaseCorrupted', text);
}
