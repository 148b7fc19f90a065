import { JetError } from '@esekit/core';
import {
  cbContiguous,
  NodeView,
  pageFlag,
  reorganise,
  tagSize,
  writeTag,
  type PageView,
} from '@esekit/pages';
import { scrubRecord, scrubRecordSize } from '../../records/layouts';
import type { PageOperation } from './page-operation';
import { beginChange, endChange, pageToRedo } from './redo-rule';

/** Bit of the record's flags: nobody uses the page, all of it is overwritten. */
const isUnused = 1;

/** One byte per node. */
const scrubOper = { none: 0, data: 1, longValue: 2 } as const;

/** What erased bytes are overwritten with (02 §5.6). */
const fill = { data: 0x44, longValue: 0x4c, unusedSpace: 0x5a, unusedPage: 0x55 } as const;

const node = new NodeView();

/** Erases what deleted records have left on a page (record Scrub). Readers never see any of it. */
export function redoScrub(operation: PageOperation): void {
  const frame = pageToRedo(operation, operation.pgno, operation.dbtimeBefore);
  if (frame === undefined) return;
  beginChange(operation, frame);
  const { view } = frame;
  if ((operation.u32(scrubRecord.usFlags) & isUnused) !== 0) scrubUnusedPage(view);
  else scrubNodes(view, operation);
  view.flags |= pageFlag.scrubbed;
  endChange(operation, view);
}

function scrubUnusedPage(view: PageView): void {
  view.bytes.fill(fill.unusedPage, view.dataStart, view.start + view.pageSize);
  view.itagMicFree = 1;
  if (view.ctagReserved > 1) view.ctagReserved = 1;
  writeTag(view, 0, 0, 0);
  view.ibMicFree = 0;
  view.cbFree = view.cbPageData - tagSize;
  view.cbUncommittedFree = 0;
}

function scrubNodes(view: PageView, operation: PageOperation): void {
  const count = operation.u32(scrubRecord.cscrubOper);
  if (count > operation.u16(scrubRecord.cbData) || count > view.clines) {
    const text = `${count} nodes of page ${operation.pgno} are to be erased, it has ${view.clines}`;
    throw new JetError('JET_errLogFileCorrupt', text);
  }
  const opers = operation.part(scrubRecordSize, count);
  for (let iline = 0; iline < count; iline++) {
    const oper = opers[iline];
    if (oper === scrubOper.none) continue;
    const byte = oper === scrubOper.longValue ? fill.longValue : fill.data;
    const { bytes, dataStart, cbData } = node.read(view, iline);
    bytes.fill(byte, dataStart, dataStart + cbData);
  }
  reorganise(view);
  const start = view.dataStart + view.ibMicFree;
  view.bytes.fill(fill.unusedSpace, start, start + cbContiguous(view));
}
