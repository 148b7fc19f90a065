/**
 * Every log record type with its name and size rule (21 §1), as data. A rule is the fixed part, the
 * type byte included, and the lengths it contains; every length field lies inside the fixed part.
 */

/** A length stored in the record: where, and how. `u15` masks a flag bit; see `versionInfo` below. */
type Length = readonly [offset: number, kind: 'u16' | 'u15' | 'u32' | 'versionInfo'];

type Row = readonly [type: number, name: string, fixed: number, ...lengths: readonly Length[]];

/** What a fixed size of 0 means: the layout of the type is not known, so it cannot be stepped over. */
const unknown = 0;

/** Of CreateDB: bit 0x04 says that 4 bytes of version follow, which its length does not count. */
const versionInfo: Length = [42, 'versionInfo'];
const u16 = (offset: number): Length => [offset, 'u16'];
const u15 = (offset: number): Length => [offset, 'u15'];
const u32 = (offset: number): Length => [offset, 'u32'];

export const recordTypes = [
  [0, 'NOP', 1],
  [1, 'Init', 568],
  [2, 'Term', 18],
  [3, 'MS', 9],
  [4, 'End', 1],
  [5, 'Begin', 4],
  [6, 'Commit', 4],
  [7, 'Rollback', 4],
  [8, 'Begin0', 8],
  [9, 'Commit0', 8],
  [10, 'Refresh', 7],
  [11, 'MacroBegin', 11],
  [12, 'MacroCommit', 11],
  [13, 'MacroAbort', 11],
  [14, 'CreateDB', 43, u16(40), versionInfo],
  [15, 'AttachDB', 75, u16(72)],
  [16, 'DetachDB', 7, u16(4)],
  [17, 'RecoveryUndo', 1],
  [18, 'RecoveryQuit', 18],
  [19, 'FullBackup', 3, u16(1)],
  [20, 'IncBackup', 3, u16(1)],
  [21, 'JetOp', 4],
  [22, 'Trace', 5, u16(3)],
  [23, 'ShutDownMark', 1],
  [24, 'CreateMultipleExtentFDP', 56],
  [25, 'CreateSingleExtentFDP', 48],
  [26, 'ConvertFDP', 60],
  [27, 'Split', 102, u16(96), u16(98), u16(100)],
  [28, 'Merge', 88, u16(86)],
  [29, 'Insert', 50, u16(44), u16(46), u16(48)],
  [30, 'FlagInsert', 48, u16(44), u16(46)],
  [31, 'FlagInsertAndReplaceData', 52, u16(44), u16(46)],
  [32, 'FlagDelete', 44],
  [33, 'Replace', 50, u15(44)],
  [34, 'ReplaceD', 50, u15(44)],
  [35, 'Delete', 44],
  [36, 'UndoInfo', 56, u16(44), u16(46), u16(54)],
  [37, 'Delta', 54, u16(44), u16(46)],
  [38, 'SetExternalHeader', 46, u16(44)],
  [39, 'Undo', 51, u16(44), u16(46)],
  [40, 'SLVPageAppend', unknown],
  [41, 'SLVSpace', unknown],
  [42, 'Checksum', 22],
  [43, 'SLVPageMove', unknown],
  [44, 'ForceDetachDB', 7, u16(4)],
  [45, 'ExtRestore', 3, u16(1)],
  [46, 'Backup', 5, u16(3)],
  [47, 'UpgradeDb', unknown],
  [48, 'EmptyTree', 46, u16(44)],
  [49, 'Init2', 576],
  [50, 'Term2', 26],
  [51, 'RecoveryUndo2', 9],
  [52, 'RecoveryQuit2', 26],
  [53, 'BeginDT', 8],
  [54, 'PrepCommit', 7, u32(3)],
  [55, 'PrepRollback', 3],
  [56, 'DbList', unknown],
  [57, 'ForceWriteLog', 3],
  [58, 'ConvertFDP2', 68],
  [59, 'ExtRestore2', 3, u16(1)],
  [60, 'Backup2', 35, u16(33)],
  [61, 'ForceLogRollover', 5, u16(3)],
  [62, 'Split2', 110, u16(96), u16(98), u16(100), u32(106)],
  [63, 'Merge2', 96, u16(86), u32(92)],
  [64, 'Scrub', 54, u16(52)],
  [65, 'PageMove', 96, u32(88), u32(92)],
  [66, 'PagePatchRequest', 46],
  [67, 'MacroInfo', 5, u32(1)],
  [68, 'ExtendDB', 5, u32(1)],
  [69, 'CommitCtx', 5, u32(1)],
  [70, 'ScanCheck', 5, u32(1)],
  [71, 'NOP2', 5, u32(1)],
  [72, 'ReAttach', 5, u32(1)],
  [73, 'MacroInfo2', 5, u32(1)],
  [74, 'FreeFDP', 5, u32(1)],
  [75, 'Ignored9', 5, u32(1)],
  [76, 'FragmentBegin', 7, u16(5)],
  [77, 'Fragment', 3, u16(1)],
  [78, 'ShrinkDB', 10],
  [79, 'CreateDBFinish', 4],
  [80, 'RecoveryQuitKeepAttachments', 26],
  [81, 'TrimDB', 10],
  [82, 'Ignored10', 5, u32(1)],
  [83, 'Ignored11', 5, u32(1)],
  [84, 'Ignored12', 5, u32(1)],
  [85, 'Ignored13', 5, u32(1)],
  [86, 'Ignored14', 5, u32(1)],
  [87, 'Ignored15', 5, u32(1)],
  [88, 'Ignored16', 5, u32(1)],
  [89, 'Ignored17', 5, u32(1)],
  [90, 'Ignored18', 5, u32(1)],
  [91, 'Ignored19', 5, u32(1)],
  [92, 'SetDbVersion', 14],
  [93, 'Delta64', 58, u16(44), u16(46)],
  [94, 'ShrinkDB2', 10],
  [95, 'NewPage', 20],
  [96, 'RootPageMove', 16],
  [97, 'SignalAttachDb', 2],
  [98, 'ScanCheck2', 27],
  [99, 'ShrinkDB3', 18],
  [100, 'ExtentFreed', 11],
  [101, 'ExtentFreed2', 19],
] as const satisfies readonly Row[];

export type RecordTypeName = (typeof recordTypes)[number][1];

/** Type numbers by name. */
export const recordTypeNumber = Object.fromEntries(
  recordTypes.map(([type, name]) => [name, type]),
) as Readonly<Record<RecordTypeName, number>>;

/** First number behind the known types; such a record is damage. */
export const recordTypeEnd = recordTypes.length;

/** Name of a record type; `undefined` for a number that is none. */
export function recordTypeName(type: number): RecordTypeName | undefined {
  return recordTypes[type]?.[1];
}

// The table in the form the hot loop needs: no strings, no tuples.
const lengthKinds = { u16: 0, u15: 1, u32: 2, versionInfo: 3 } as const;
const fixedSizes = Uint16Array.from(recordTypes, ([, , fixed]) => fixed);
const lengthStarts = new Uint16Array(recordTypes.length + 1);
const lengthOffsets: number[] = [];
const lengthCodes: number[] = [];
for (const [type, , , ...lengths] of recordTypes as readonly Row[]) {
  for (const [offset, kind] of lengths) {
    lengthOffsets.push(offset);
    lengthCodes.push(lengthKinds[kind]);
  }
  lengthStarts[type + 1] = lengthOffsets.length;
}

/** Bytes of a record of this type without its parts of variable size. */
export function fixedRecordSize(type: number): number {
  return fixedSizes[type]!;
}

/** Whether a reader that does not know the type may step over it by its `cb` (21 §1). */
export function isIgnorableType(type: number): boolean {
  return fixedSizes[type] === 5 && lengthCodes[lengthStarts[type]!] === lengthKinds.u32;
}

/**
 * Size of the record at `offset`, its type byte included.
 *
 * @param end where the bytes that may belong to it end
 * @returns 0 when the type is not known, or the record does not lie wholly before `end`
 */
export function recordSize(bytes: Uint8Array, offset: number, end: number): number {
  const type = bytes[offset]!;
  if (type >= fixedSizes.length) return 0;
  let size = fixedSizes[type]!;
  if (size === 0 || offset + size > end) return 0;
  for (let i = lengthStarts[type]!; i < lengthStarts[type + 1]!; i++) {
    const at = offset + lengthOffsets[i]!;
    const low = bytes[at]! | (bytes[at + 1]! << 8);
    switch (lengthCodes[i]) {
      case 0:
        size += low;
        break;
      case 1:
        size += low & 0x7fff;
        break;
      case 2:
        size += low + (bytes[at + 2]! | (bytes[at + 3]! << 8)) * 0x10000;
        break;
      default:
        size += (low & 0x04) !== 0 ? 4 : 0;
    }
  }
  return offset + size > end ? 0 : size;
}
