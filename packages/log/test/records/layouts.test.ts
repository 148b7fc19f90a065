import { describe, expect, it } from 'vitest';
import {
  decodeRecord,
  encoderOf,
  recordSize,
  recordTypeNumber,
  recordTypes,
  type DecodableTypeName,
  type LogRecord,
} from '../../src/index';

/*
 * Every record type as 21 describes it: fields in the order of the record, each with its size in bytes. The
 * values differ from field to field, so that a field that is read from the place of another is seen.
 */

type Value = number | bigint | string | boolean | object;
type Part = readonly [name: string, size: number, value: Value, written?: number | bigint];

let next = 1;
const field =
  (size: number) =>
  (name: string, value?: number): Part => [name, size, value ?? (next++ % 251) + 1];
const u8 = field(1);
const u16 = field(2);
const u32 = field(4);
const i64 = (name: string, value?: bigint): Part => [name, 8, value ?? BigInt(next++) << 33n];
const bytes = (name: string, size: number): Part => {
  const from = next;
  next += size;
  return [name, size, Uint8Array.from({ length: size }, (_, i) => (from + i) % 256)];
};
const text = (name: string, value: string): Part => [name, value.length + 1, value];
const wideText = (name: string, value: string): Part => [name, 2 * (value.length + 1), value];
const gap = (size: number): Part => ['', size, 0];
const lgpos = (name: string): Part => {
  const [ib, isec, lGeneration] = [next++, next++, next++];
  return [name, 8, { ib, isec, lGeneration }, (BigInt(lGeneration) << 32n) | BigInt((isec << 16) | ib)];
};
const logtime = (name: string): Part => {
  const [low, high] = [next++, next++];
  return [name, 8, { low, high }, (BigInt(high) << 32n) | BigInt(low)];
};
const signature = (name: string): readonly Part[] => {
  const random = next++;
  const time = { low: next++, high: next++ };
  const value = { random, time, computerName: '' };
  return [[name, 4, value, random], ['', 8, 0, (BigInt(time.high) << 32n) | BigInt(time.low)], gap(16)];
};

const page = (): readonly Part[] => [
  ...[u16('procid'), u8('dbid'), u32('pgno'), i64('dbtime'), i64('dbtimeBefore', -1n), u32('trxBegin0')],
  ...[u8('level'), u16('iline'), u8('fFlags')],
];
const node = (): readonly Part[] => [...page(), u32('rceid'), u32('pgnoFDP'), u32('objidFDP')];
const split = (): readonly Part[] => [
  ...[...page(), u32('pgnoNew'), u32('pgnoRight'), i64('dbtimeRightBefore'), u32('pgnoParent')],
  ...[i64('dbtimeParentBefore'), u32('pgnoFDP'), u32('objidFDP'), u8('splittype'), u8('splitoper')],
  ...[u16('ilineOper'), u16('ilineSplit'), u16('clines'), u32('fNewPageFlags'), u32('fSplitPageFlags')],
  ...[u16('cbUncFreeSrc'), u16('cbUncFreeDest'), u32('ilinePrefixSplit'), u32('ilinePrefixNew')],
  ...[u16('cbPrefixSplitOld', 2), u16('cbPrefixSplitNew', 3), u16('cbKeyParent', 4)],
];
const splitKeys = (): readonly Part[] => [
  bytes('keyParent', 4),
  bytes('prefixSplitOld', 2),
  bytes('prefixSplitNew', 3),
];
const merge = (): readonly Part[] => [
  ...[...page(), u32('pgnoRight'), i64('dbtimeRightBefore'), u32('pgnoLeft'), i64('dbtimeLeftBefore')],
  ...[u32('pgnoParent'), i64('dbtimeParentBefore'), u32('pgnoFDP'), u32('objidFDP'), u16('cbSizeTotal')],
  ...[u16('cbSizeMaxTotal'), u16('cbUncFreeDest'), u16('ilineMerge'), u8('fMergeFlags'), u8('mergetype')],
  u16('cbKeyParentSep', 3),
];
const convert = (): readonly Part[] => [
  ...[...page(), u32('objidFDP'), u32('pgnoOE'), u32('pgnoAE'), u32('pgnoFDPParent')],
  ...[u32('pgnoSecondaryFirst'), u32('cpgPrimary'), u32('cpgSecondary')],
];
const shrink = (): readonly Part[] => [u8('dbid'), u32('pgnoLast'), u32('cpgShrunk')];
const freed = (): readonly Part[] => [u8('dbid'), u32('pgnoFirst'), u32('cpgExtent'), u8('fFlags')];
const term = (): readonly Part[] => [lgpos('lgpos'), lgpos('lgposRedoFrom'), u8('fHard')];
const procid = (): Part => u16('procid');
const bookmark = (): readonly Part[] => [bytes('key', 5), bytes('bookmarkData', 3)];

const examples: Readonly<Record<string, readonly Part[]>> = {
  NOP: [],
  Term: term(),
  MS: [u16('ibForward'), u32('ulCheckSum'), u16('isecForward')],
  Begin: [procid(), u8('levels')],
  Commit: [procid(), u8('levelCommitTo')],
  Rollback: [procid(), u8('levelRollback')],
  Begin0: [procid(), u8('levels'), u32('trxBegin0')],
  Commit0: [procid(), u8('levelCommitTo'), u32('trxCommit0')],
  Refresh: [procid(), u32('trxBegin0')],
  MacroBegin: [procid(), i64('dbtime')],
  MacroAbort: [procid(), i64('dbtime')],
  CreateDB: [
    ...[procid(), u8('dbid'), u32('grbit'), u32('cpgDatabaseSizeMax'), ...signature('signDb')],
    ...[u16('cbPath', 12), u8('fFlags', 0x0c), u16('usVersion', 2), u16('usUpdate', 1)],
    wideText('path', 'a.edb'),
  ],
  AttachDB: [
    ...[procid(), u8('dbid'), u32('cpgDatabaseSizeMax'), lgpos('lgposConsistent')],
    ...[...signature('signDb'), ...signature('signLog'), u16('cbPath', 12), u8('fFlags', 0x08)],
    wideText('path', 'a.edb'),
  ],
  DetachDB: [procid(), u8('dbid'), u16('cbPath', 12), u8('fFlags', 0x10), wideText('path', 'a.edb')],
  RecoveryUndo: [],
  FullBackup: [u16('cbPath', 4), bytes('path', 4)],
  JetOp: [procid(), u8('op')],
  Trace: [procid(), u16('cb', 6), text('sz', 'table')],
  ShutDownMark: [],
  CreateMultipleExtentFDP: [
    ...[...page(), u32('objidFDP'), u32('pgnoOE'), u32('pgnoAE'), u32('pgnoFDPParent'), u32('cpgPrimary')],
    u32('fPageFlags'),
  ],
  CreateSingleExtentFDP: [
    ...[...page(), u32('objidFDP'), u32('pgnoFDPParent'), u32('cpgPrimary'), u32('fPageFlags')],
  ],
  ConvertFDP: convert(),
  Split: [...split(), ...splitKeys()],
  Merge: [...merge(), bytes('keyParentSep', 3)],
  Insert: [
    ...[...node(), u16('cbSuffix', 3), u16('cbPrefix', 2), u16('cbData', 6), bytes('key', 5)],
    bytes('data', 6),
  ],
  FlagInsert: [...node(), u16('cbKey', 5), u16('cbData', 6), bytes('key', 5), bytes('data', 6)],
  FlagInsertAndReplaceData: [
    ...[...node(), u16('cbKey', 5), u16('cbData', 6), u32('rceidReplace'), bytes('key', 5)],
    bytes('data', 6),
  ],
  FlagDelete: node(),
  Replace: [
    ...[...node(), ['cb', 2, 6] as Part, ['fWideDifference', 0, false] as Part, u16('cbOldData')],
    ...[u16('cbNewData'), bytes('data', 6)],
  ],
  ReplaceD: [
    ...[...node(), ['cb', 2, 6, 0x8006] as Part, ['fWideDifference', 0, true] as Part, u16('cbOldData')],
    ...[u16('cbNewData'), bytes('data', 6)],
  ],
  Delete: node(),
  UndoInfo: [
    ...[...node(), u16('cbKey', 5), u16('cbBookmarkData', 3), u16('oper'), u16('cbMaxSize'), u16('cbDelta')],
    ...[u16('cbData', 4), ...bookmark(), bytes('data', 4)],
  ],
  Delta: [
    ...[...node(), u16('cbKey', 5), u16('cbBookmarkData', 3), ['lDelta', 4, -7] as Part, u16('cbOffset')],
    ...bookmark(),
  ],
  SetExternalHeader: [...node(), u16('cbData', 4), bytes('data', 4)],
  Undo: [
    ...[...node(), u16('cbKey', 5), u16('cbBookmarkData', 3), u16('oper'), u8('levelOper'), ...bookmark()],
  ],
  Checksum: [
    ...[u32('cbBackwards'), u32('cbForwards'), u32('cbNext'), u32('ulChecksum'), u32('ulShortChecksum')],
    u8('bUseShortChecksum'),
  ],
  Backup: [u8('eBackupType'), u8('bReserved'), u16('cbPath', 4), bytes('path', 4)],
  EmptyTree: [
    ...[...node(), u16('cbEmptyPageList', 16)],
    ['rgemptypage', 8, [{ dbtimeBefore: 77n, pgno: 78, ulPageFlags: 79 }], 77n],
    ...[['', 4, 0, 78] as Part, ['', 4, 0, 79] as Part],
  ],
  Term2: [...term(), logtime('logtime')],
  RecoveryUndo2: [logtime('logtime')],
  RecoveryQuit2: [...term(), logtime('logtime')],
  BeginDT: [procid(), u8('levels'), u32('trxBegin0')],
  PrepCommit: [procid(), u32('cbData', 4), bytes('data', 4)],
  PrepRollback: [procid()],
  ForceWriteLog: [procid()],
  ConvertFDP2: [...convert(), u32('rgbitAvail'), u32('fPageFlags')],
  Backup2: [
    ...[u8('eBackupPhase'), u32('eBackupType'), u8('eBackupScope'), u8('dbid')],
    [
      'bkinfo',
      8,
      {
        lgposMark: { ib: 1, isec: 2, lGeneration: 3 },
        logtimeMark: { low: 4, high: 5 },
        genLow: 6,
        genHigh: 7,
      },
      0x3_0002_0001n,
    ],
    ...[['', 8, 0, 0x5_0000_0004n] as Part, ['', 4, 0, 6] as Part, ['', 4, 0, 7] as Part],
    ...[u8('bReserved'), u16('cbPath', 4), bytes('path', 4)],
  ],
  ForceLogRollover: [procid(), u16('cb', 6), text('sz', 'table')],
  Split2: [
    ...[...split(), u32('fSplit2Flags'), u32('cbPageBeforeImage', 9), ...splitKeys()],
    bytes('pageBeforeImage', 9),
  ],
  Merge2: [
    ...[...merge(), u32('fMerge2Flags'), u32('cbPageBeforeImage', 9), bytes('keyParentSep', 3)],
    bytes('pageBeforeImage', 9),
  ],
  Scrub: [...node(), u32('usFlags'), u32('cscrubOper'), u16('cbData', 4), bytes('data', 4)],
  PageMove: [
    ...[...page(), u32('pgnoDest'), u32('pgnoLeft'), u32('pgnoRight'), u32('pgnoParent')],
    ...[i64('dbtimeLeftBefore', -2n), i64('dbtimeRightBefore'), i64('dbtimeParentBefore'), u32('pgnoFDP')],
    ...[u32('objidFDP'), ['ilineParent', 4, -1] as Part, u32('fMoveFlags'), u32('cbPageHeader', 3)],
    ...[u32('cbPageTrailer', 2), bytes('pageHeader', 3), bytes('pageTrailer', 2)],
  ],
  PagePatchRequest: [u8('dbid'), u32('pgno'), i64('dbtime'), gap(32)],
  MacroInfo: [u32('cb', 8), ['rgpgno', 4, [81, 82], 81], ['', 4, 0, 82]],
  ExtendDB: [u32('cb', 5), u8('dbid'), u32('pgnoLast')],
  CommitCtx: [u32('cb', 7), procid(), u8('fCommitCtxFlags'), bytes('data', 4)],
  ScanCheck: [
    ...[u32('cb', 39), u8('dbid'), u32('pgno'), gap(16), i64('dbtimePage'), i64('dbtimeCurrent')],
    u16('usHash'),
  ],
  NOP2: [u32('cb', 4), bytes('rgb', 4)],
  ReAttach: [
    u32('cb', 45),
    u8('dbid'),
    lgpos('lgposAttach'),
    lgpos('lgposConsistent'),
    ...signature('signDb'),
  ],
  MacroInfo2: [u32('cb', 13), u8('dbid'), u32('cpgno', 2), ['rgpgno', 4, [81, 82], 81], ['', 4, 0, 82]],
  FreeFDP: [u32('cb', 10), u8('dbid'), u32('pgnoFDP'), u32('trxCommitted'), u8('bFDPType')],
  Ignored9: [u32('cb', 4), bytes('rgb', 4)],
  ShrinkDB: shrink(),
  CreateDBFinish: [procid(), u8('dbid')],
  TrimDB: [u8('dbid'), u32('pgnoStartZeroes'), u32('cpgZeroLength')],
  SetDbVersion: [u8('dbid'), u32('ulDbMajorVersion'), u32('ulDbUpdateMajor'), u32('ulDbUpdateMinor')],
  Delta64: [
    ...[...node(), u16('cbKey', 5), u16('cbBookmarkData', 3), i64('qwDelta', -7n), u16('cbOffset')],
    ...bookmark(),
  ],
  NewPage: [procid(), u8('dbid'), u32('pgno'), u32('objid'), i64('dbtimeAfter')],
  RootPageMove: [i64('dbtimeAfter'), u8('dbid'), u32('objid'), procid()],
  SignalAttachDb: [u8('dbid')],
  ScanCheck2: [
    ...[u8('dbid'), u32('pgno'), u8('bFlagsAndScs'), i64('dbtimePage'), i64('dbtimeCurrent')],
    u32('ulChecksum'),
  ],
  ShrinkDB3: [...shrink(), i64('dbtime')],
  ExtentFreed: freed(),
  ExtentFreed2: [...freed(), i64('dbtime')],
};

/** Types that share the layout of another, and those with the settings of an instance in them. */
const elsewhere: Readonly<Record<string, string>> = {
  ...{ End: 'NOP', MacroCommit: 'MacroBegin', RecoveryQuit: 'Term', IncBackup: 'FullBackup' },
  ...{ ForceDetachDB: 'DetachDB', ExtRestore: 'FullBackup', ExtRestore2: 'FullBackup' },
  ...{ RecoveryQuitKeepAttachments: 'Term2', ShrinkDB2: 'ShrinkDB' },
  ...Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`Ignored${i + 10}`, 'Ignored9'])),
};

function recordOf(name: string, parts: readonly Part[]): Uint8Array {
  const out = [recordTypeNumber[name as DecodableTypeName]];
  for (const [, size, value, written] of parts) {
    if (value instanceof Uint8Array) out.push(...value);
    else if (typeof value === 'string') {
      const width = size / (value.length + 1);
      for (const unit of [...value, '\0'])
        out.push(unit.charCodeAt(0), ...new Array<number>(width - 1).fill(0));
    } else {
      const number = BigInt.asUintN(64, BigInt(written ?? (value as number)));
      for (let i = 0; i < size; i++) out.push(i < 8 ? Number((number >> BigInt(8 * i)) & 0xffn) : 0);
    }
  }
  return Uint8Array.from(out);
}

function walked(bytes: Uint8Array): LogRecord {
  // Behind something else, since records lie anywhere in a segment.
  const shifted = new Uint8Array(bytes.length + 20).fill(0xee);
  shifted.set(bytes, 13);
  const view = new DataView(shifted.buffer);
  const place = { lGeneration: 1, isec: 2, ib: 3 };
  return { type: bytes[0]!, size: bytes.length, ...place, bytes: shifted, view, offset: 13 };
}

describe('layouts of records (21)', () => {
  const all = [
    ...Object.entries(examples),
    ...Object.entries(elsewhere).map(([name, like]) => [name, examples[like]!] as const),
  ];

  it.for(all)('%s', ([name, parts]) => {
    const bytes = recordOf(name, parts);
    expect(recordSize(bytes, 0, bytes.length)).toBe(bytes.length);
    const named = parts.filter(([field]) => field !== '').map(([field, , value]) => [field, value]);
    const { fields } = decodeRecord(walked(bytes));
    expect(fields).toEqual(Object.fromEntries(named));
    const encode = encoderOf(name as DecodableTypeName) as (fields: unknown) => Uint8Array;
    expect(encode(fields)).toEqual(bytes);
  });

  it('are there for every type whose size is known', () => {
    const known = recordTypes.filter(([, , fixed]) => fixed > 0).map(([, name]) => name as string);
    const containers = ['FragmentBegin', 'Fragment', 'Init', 'Init2'];
    expect(known.filter((name) => !all.some(([seen]) => seen === name))).toEqual(
      containers.sort((a, b) => known.indexOf(a) - known.indexOf(b)),
    );
  });
});
