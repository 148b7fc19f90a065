import { viewOf } from '@esekit/core';
import {
  externalHeader,
  flushTypeShift,
  lineFlag,
  NodeView,
  pageFlag,
  pageOffsets,
  tagCb,
  tagIb,
  type PageSource,
} from '@esekit/pages';

/** Fid and place of the time in a row of the catalog (10 §2.1). */
const lastSetTime = { fid: 13, from: 43, to: 51 } as const;
const catalogObjids = [2, 3];

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/**
 * All that a page says, in lines, but for what no two runs have in common: checksum, dbtime, flush type, times, the
 * Version flag of nodes, whose meaning ends with the instance.
 */
export function pageText(source: PageSource, pgno: number): string[] {
  const { view } = source.get(pgno);
  const flags = view.flags & ~(3 << flushTypeShift);
  const header = `page ${pgno} objid ${view.objidFDP} flags ${flags.toString(16)} prev ${view.pgnoPrev} next ${view.pgnoNext}`;
  const state = viewOf(view.bytes).getUint16(view.start + pageOffsets.itagState, true);
  const space = `tags ${state.toString(16)} free ${view.cbFree} end ${view.ibMicFree} header ${hex(externalHeader(view))}`;
  const node = new NodeView();
  const lines: string[] = [];
  for (let iline = 0; iline < view.clines; iline++) {
    const itag = iline + 1;
    node.read(view, iline);
    const key = new Uint8Array(node.cbKey);
    node.copyKey(key);
    const place = `${tagIb(view, itag)}+${tagCb(view, itag)}`;
    const data = hex(withoutTime(node.data().slice(), view.objidFDP, view.hasFlag(pageFlag.leaf)));
    lines.push(`${place} ${(node.flags & ~lineFlag.version).toString(16)} ${hex(key)} ${data}`);
  }
  return [`${header} ${space}`, ...lines];
}

function withoutTime(data: Uint8Array, objid: number, isLeaf: boolean): Uint8Array {
  if (
    isLeaf &&
    catalogObjids.includes(objid) &&
    data.length >= lastSetTime.to &&
    data[0]! >= lastSetTime.fid
  ) {
    const view = viewOf(data);
    // A time is there, whichever it is.
    view.setBigUint64(lastSetTime.from, view.getBigUint64(lastSetTime.from) === 0n ? 0n : 1n);
  }
  return data;
}
