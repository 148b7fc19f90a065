import type { FileSystem } from '@esekit/core';
import { loadLogHeader, parseLogFileName, recordTypeNumber, walkSegmentLog } from '@esekit/log';
import { memoryFolder } from './memory-folder';

const n = recordTypeNumber;

/** Records that change a page at a dbtime of their own (21 §2); UndoInfo has none. */
const pageRecords = new Set<number>([
  n.CreateMultipleExtentFDP,
  n.CreateSingleExtentFDP,
  n.Insert,
  n.FlagInsert,
  n.FlagInsertAndReplaceData,
  n.FlagDelete,
  n.Replace,
  n.ReplaceD,
  n.Delete,
  n.Delta,
  n.Delta64,
  n.SetExternalHeader,
  n.Undo,
  n.EmptyTree,
  n.ConvertFDP2,
  n.Split2,
  n.Merge2,
  n.Scrub,
  n.PageMove,
]);

const dbtimeAt = 8;

/** The highest dbtime that the logs of a folder give to a page: above it lies what undo did behind their end. */
export async function highestDbtime(fs: FileSystem, folder = memoryFolder): Promise<bigint> {
  let highest = 0n;
  for (const name of fs.readDirectorySync(folder)) {
    const kind = parseLogFileName(name)?.kind;
    if (kind !== 'archived' && kind !== 'current') continue;
    const file = fs.openSync(fs.join(folder, name), 'read');
    const { header } = await loadLogHeader(file);
    await walkSegmentLog(file, header, {
      record({ type, bytes, offset }) {
        if (!pageRecords.has(type)) return;
        const dbtime = new DataView(bytes.buffer, bytes.byteOffset + offset).getBigInt64(dbtimeAt, true);
        if (dbtime > highest) highest = dbtime;
      },
      damage: () => undefined,
    });
    file.closeSync();
  }
  return highest;
}
