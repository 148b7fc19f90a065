import { createDBFlag, createDBVersionedLayout } from './layouts';
import { encoderOf, type RecordEncoder } from './encode-record';
import type { RecordInput } from './record-values';

/**
 * Encoders of every record type that an engine of log format 8.4000.5 or newer writes (21). Each takes
 * the fields by their ESE names and returns the bytes for `LogWriter.append`. Sizes are filled in.
 */

// Transactions (21 §3)
export const encodeBegin = encoderOf('Begin');
export const encodeBegin0 = encoderOf('Begin0');
export const encodeCommit = encoderOf('Commit');
export const encodeCommit0 = encoderOf('Commit0');
export const encodeRollback = encoderOf('Rollback');
export const encodeMacroBegin = encoderOf('MacroBegin');
export const encodeMacroCommit = encoderOf('MacroCommit');
export const encodeMacroAbort = encoderOf('MacroAbort');
export const encodeForceWriteLog = encoderOf('ForceWriteLog');
export const encodeCommitCtx = encoderOf('CommitCtx');

// Nodes (21 §4)
export const encodeInsert = encoderOf('Insert');
export const encodeFlagInsert = encoderOf('FlagInsert');
export const encodeFlagInsertAndReplaceData = encoderOf('FlagInsertAndReplaceData');
export const encodeFlagDelete = encoderOf('FlagDelete');
export const encodeDelete = encoderOf('Delete');
export const encodeUndoInfo = encoderOf('UndoInfo');
export const encodeUndo = encoderOf('Undo');
export const encodeDelta = encoderOf('Delta');
export const encodeDelta64 = encoderOf('Delta64');
export const encodeSetExternalHeader = encoderOf('SetExternalHeader');
export const encodeScrub = encoderOf('Scrub');
export const encodeEmptyTree = encoderOf('EmptyTree');
export const encodeReplaceD = encoderOf('ReplaceD');

const encodeAnyReplace = encoderOf('Replace');

/** `data` is the complete new data of the node. */
export function encodeReplace(
  values: Omit<RecordInput<'Replace'>, 'cbNewData' | 'fWideDifference'>,
): Uint8Array {
  return encodeAnyReplace({ ...values, cbNewData: values.data.length, fWideDifference: false });
}

// Trees and pages (21 §5, §6)
export const encodeCreateMultipleExtentFDP = encoderOf('CreateMultipleExtentFDP');
export const encodeCreateSingleExtentFDP = encoderOf('CreateSingleExtentFDP');
export const encodeConvertFDP2 = encoderOf('ConvertFDP2');
export const encodeSplit2 = encoderOf('Split2');
export const encodeMerge2 = encoderOf('Merge2');
export const encodePageMove = encoderOf('PageMove');
export const encodeRootPageMove = encoderOf('RootPageMove');
export const encodeNewPage = encoderOf('NewPage');
export const encodeFreeFDP = encoderOf('FreeFDP');
export const encodeMacroInfo = encoderOf('MacroInfo');

const encodeAnyMacroInfo2: RecordEncoder<'MacroInfo2'> = encoderOf('MacroInfo2');

/** For databases other than dbid 1. */
export function encodeMacroInfo2(values: Pick<RecordInput<'MacroInfo2'>, 'dbid' | 'rgpgno'>): Uint8Array {
  return encodeAnyMacroInfo2(values);
}

// Databases (21 §7, §8)
export const encodeExtendDB = encoderOf('ExtendDB');
export const encodeShrinkDB3 = encoderOf('ShrinkDB3');
export const encodeTrimDB = encoderOf('TrimDB');
export const encodeExtentFreed2 = encoderOf('ExtentFreed2');
export const encodeCreateDBFinish = encoderOf('CreateDBFinish');
export const encodeReAttach = encoderOf('ReAttach');
export const encodeSetDbVersion = encoderOf('SetDbVersion');
export const encodeSignalAttachDb = encoderOf('SignalAttachDb');
export const encodeScanCheck2 = encoderOf('ScanCheck2');
/** `fFlags`: `createDBFlag.unicodePath` unless the path is of 8-bit characters. */
export const encodeAttachDB = encoderOf('AttachDB');
/** `fFlags`: `detachDBFlag.unicodePath` unless the path is of 8-bit characters. */
export const encodeDetachDB = encoderOf('DetachDB');

const encodeVersionedCreateDB = encoderOf('CreateDB', createDBVersionedLayout);

/** Always with the version; 2.0 for a creation that is logged completely. */
export function encodeCreateDB(values: RecordInput<'CreateDB'>): Uint8Array {
  return encodeVersionedCreateDB({ ...values, fFlags: values.fFlags | createDBFlag.hasVersion });
}

// Instance and backup (21 §9, §10)
export const encodeInit2 = encoderOf('Init2');
export const encodeTerm2 = encoderOf('Term2');
export const encodeRecoveryUndo2 = encoderOf('RecoveryUndo2');
export const encodeRecoveryQuit2 = encoderOf('RecoveryQuit2');
export const encodeRecoveryQuitKeepAttachments = encoderOf('RecoveryQuitKeepAttachments');
export const encodeBackup2 = encoderOf('Backup2');
export const encodeTrace = encoderOf('Trace');
export const encodeForceLogRollover = encoderOf('ForceLogRollover');

const encodeBareShutDownMark = encoderOf('ShutDownMark');

export function encodeShutDownMark(): Uint8Array {
  return encodeBareShutDownMark({});
}

const encodeAnyNop2 = encoderOf('NOP2');

/** @param cb zero bytes behind the first five */
export function encodeNop2(cb: number): Uint8Array {
  return encodeAnyNop2({ rgb: new Uint8Array(cb) });
}
