import { taggedHeader } from './record-layout';
import type { RecordView } from './record-view';

/**
 * Calls `visit` with the LID of each separated value of a record: bytes of their own. Columns that were deleted leave
 * their values behind, and those keep their references (12 §2), so what counts is the record and not the schema.
 */
export function visitSeparated(record: RecordView, visit: (lid: Uint8Array) => void): void {
  const { taggedCount } = record;
  for (let n = 0; n < taggedCount; n++) {
    if (record.taggedAt(n) !== 'value') continue;
    const { instanceCount } = record;
    for (let itag = 1; itag <= instanceCount; itag++) {
      record.findInstance(itag);
      if ((record.instanceFlags & taggedHeader.separated) === 0) continue;
      const { bytes, instanceStart, instanceLength } = record;
      visit(bytes.slice(instanceStart, instanceStart + instanceLength));
    }
  }
}
