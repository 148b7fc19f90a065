import { JetError } from '@esekit/core';
import { lineFlag } from '@esekit/pages';
import { insertNode } from '../change/nodes';
import { changeFlag, type Writer } from './journal';
import type { NodeOperation } from './node-operation';
import { cbDensityFree, cbNode, cbPrefixOn } from './node-size';
import { cbForNodes, cbUncompressed } from './page-lines';

/**
 * Inserts a node at the position, which has none (03 §5.1).
 *
 * @throws JET_errKeyDuplicate when there is one, deleted or not
 * @throws JET_errRecordTooBig when no page can hold it
 */
export function insertAt(operation: NodeOperation, writer: Writer, rceid: number, data: Uint8Array): void {
  const { position, record, context } = operation;
  const { key } = position;
  operation.start();
  for (;;) {
    position.locate();
    const { view, iline } = position;
    if (position.presence !== 'absent') {
      throw new JetError('JET_errKeyDuplicate', `${context.tree.label}: there is a node of that key`);
    }
    const cbPrefix = cbPrefixOn(view, key);
    const isBehindAll = iline === view.clines && view.pgnoNext === 0;
    const cbToLeave = isBehindAll ? cbDensityFree(view, context.density) : 0;
    if (operation.hasRoomForNode(cbNode(cbPrefix, key.length, data.length), cbToLeave)) {
      const frame = operation.begin(writer, rceid);
      record.key = key;
      record.data = data;
      record.cbPrefix = cbPrefix;
      operation.logged(frame, context.database.journal.insert(record));
      insertNode(frame.view, iline, key, data, rceid === 0 ? 0 : lineFlag.version);
      operation.countTags(frame.view);
      operation.end(frame);
      return;
    }
    if (cbUncompressed(key.length, data.length) > cbForNodes(view)) {
      throw new JetError('JET_errRecordTooBig', `${context.tree.label}: no page holds ${data.length} bytes`);
    }
    const flags = rceid === 0 ? context.flags : context.flags | changeFlag.versioned;
    const leaf = { flags, rceid, rceidReplace: 0, cbOldData: 0 };
    if (operation.split({ operation: 'insert', iline, key, data }, leaf, writer)) return;
  }
}
