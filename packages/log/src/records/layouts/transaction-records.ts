import type { LogVersion } from '../../header/log-version';
import { offsetsOf } from './record-fields';
import type { RecordLayout } from './record-layout';

/** 5: low nibble of `levels` = level begun from, high nibble = how many. */
export const beginLayout = {
  fields: { procid: [1, 'u16'], levels: [3, 'u8'] },
} as const satisfies RecordLayout;
export const beginRecord = offsetsOf(beginLayout.fields);

/** 8 Begin0 and 53 BeginDT. */
export const begin0Layout = {
  fields: { procid: [1, 'u16'], levels: [3, 'u8'], trxBegin0: [4, 'u32'] },
} as const satisfies RecordLayout;
export const begin0Record = offsetsOf(begin0Layout.fields);

/** 6: commit to a level above 0. */
export const commitLayout = {
  fields: { procid: [1, 'u16'], levelCommitTo: [3, 'u8'] },
} as const satisfies RecordLayout;
export const commitRecord = offsetsOf(commitLayout.fields);

/** 9: commit to level 0. */
export const commit0Layout = {
  fields: { procid: [1, 'u16'], levelCommitTo: [3, 'u8'], trxCommit0: [4, 'u32'] },
} as const satisfies RecordLayout;
export const commit0Record = offsetsOf(commit0Layout.fields);

/** 7: a count of levels, not a level. */
export const rollbackLayout = {
  fields: { procid: [1, 'u16'], levelRollback: [3, 'u8'] },
} as const satisfies RecordLayout;
export const rollbackRecord = offsetsOf(rollbackLayout.fields);

/** 10, unused. */
export const refreshLayout = {
  fields: { procid: [1, 'u16'], trxBegin0: [3, 'u32'] },
} as const satisfies RecordLayout;

/** 11 MacroBegin, 12 MacroCommit, 13 MacroAbort: brackets; the members carry the same procid and dbtime. */
export const macroLayout = {
  fields: { procid: [1, 'u16'], dbtime: [3, 'i64'] },
} as const satisfies RecordLayout;
export const macroRecord = offsetsOf(macroLayout.fields);

/** 54 */
export const prepCommitLayout = {
  fields: { procid: [1, 'u16'], cbData: [3, 'u32'] },
  parts: [['data', 'bytes', 'cbData']],
} as const satisfies RecordLayout;

/** 55 PrepRollback, 57 ForceWriteLog. */
export const procidLayout = { fields: { procid: [1, 'u16'] } } as const satisfies RecordLayout;
export const procidRecord = offsetsOf(procidLayout.fields);

/** 69 of streams before {@link hasCommitCtxFlags}. */
export const commitCtxBareLayout = {
  fields: { cb: [1, 'u32'], procid: [5, 'u16'] },
  parts: [['data', 'bytes']],
} as const satisfies RecordLayout;

/** 69 */
export const commitCtxLayout = {
  fields: { cb: [1, 'u32'], procid: [5, 'u16'], fCommitCtxFlags: [7, 'u8'] },
  parts: [['data', 'bytes']],
} as const satisfies RecordLayout;

/** Bits of `fCommitCtxFlags`. */
export const commitCtxFlag = { callback: 1, customerData: 2, preCommitCallback: 4 } as const;

/** Whether CommitCtx records of this stream have a flags byte (21 §3). */
export function hasCommitCtxFlags(version: LogVersion): boolean {
  const { ulUpdateMajor: major, ulUpdateMinor: minor } = version;
  return major > 5 || (major === 5 && minor >= 2) || (major === 4 && minor >= 8);
}

/** 21, trace only. */
export const jetOpLayout = {
  fields: { procid: [1, 'u16'], op: [3, 'u8'] },
} as const satisfies RecordLayout;

/** 22 Trace and 61 ForceLogRollover. */
export const traceLayout = {
  fields: { procid: [1, 'u16'], cb: [3, 'u16'] },
  parts: [['sz', 'ansi', 'cb']],
} as const satisfies RecordLayout;
