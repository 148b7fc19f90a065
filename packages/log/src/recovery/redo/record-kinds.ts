import {
  createMultipleExtentFDPRecord,
  createSingleExtentFDPRecord,
  nodeRecord,
} from '../../records/layouts';
import { recordTypeNumber } from '../../records/record-sizes';

/** What the replay has to know of each record type before it looks at the record; by type number. */

const T = recordTypeNumber;

/** Types with the common prefix of page operations (21 §2), but for the obsolete ones. */
export const isPageRecord = flagsOf([
  T.CreateMultipleExtentFDP,
  T.CreateSingleExtentFDP,
  T.Insert,
  T.FlagInsert,
  T.FlagInsertAndReplaceData,
  T.FlagDelete,
  T.Replace,
  T.ReplaceD,
  T.Delete,
  T.UndoInfo,
  T.Delta,
  T.SetExternalHeader,
  T.Undo,
  T.EmptyTree,
  T.ConvertFDP2,
  T.Split2,
  T.Merge2,
  T.Scrub,
  T.PageMove,
  T.Delta64,
]);

/** Types that say something of databases as a whole, of the instance, or of backups. */
export const isForDriver = flagsOf([
  T.Init,
  T.Init2,
  T.Term,
  T.Term2,
  T.RecoveryUndo,
  T.RecoveryUndo2,
  T.RecoveryQuit,
  T.RecoveryQuit2,
  T.RecoveryQuitKeepAttachments,
  T.ShutDownMark,
  T.CreateDB,
  T.CreateDBFinish,
  T.AttachDB,
  T.DetachDB,
  T.ForceDetachDB,
  T.ReAttach,
  T.SetDbVersion,
  T.UpgradeDb,
  T.ExtendDB,
  T.ShrinkDB,
  T.ShrinkDB2,
  T.ShrinkDB3,
  T.TrimDB,
  T.ExtentFreed,
  T.ExtentFreed2,
  T.Backup2,
]);

/** Where a page record has the object id; 0 in those that name an older tree for sure. */
export const objidOffset = objidOffsets();

function objidOffsets(): Uint8Array {
  const offsets = new Uint8Array(256);
  for (const type of [
    T.Insert,
    T.FlagInsert,
    T.FlagInsertAndReplaceData,
    T.FlagDelete,
    T.Replace,
    T.ReplaceD,
    T.Delete,
    T.UndoInfo,
    T.Delta,
    T.Delta64,
    T.SetExternalHeader,
    T.Undo,
    T.EmptyTree,
    T.Scrub,
  ]) {
    offsets[type] = nodeRecord.objidFDP;
  }
  offsets[T.CreateMultipleExtentFDP] = createMultipleExtentFDPRecord.objidFDP;
  offsets[T.CreateSingleExtentFDP] = createSingleExtentFDPRecord.objidFDP;
  return offsets;
}

function flagsOf(types: readonly number[]): Uint8Array {
  const flags = new Uint8Array(256);
  for (const type of types) flags[type] = 1;
  return flags;
}
