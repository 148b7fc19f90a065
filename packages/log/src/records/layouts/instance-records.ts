import type { RecordLayout } from './record-layout';

/** 1, without a time. */
export const initLayout = { fields: { dbmsParam: [1, 'dbmsparam'] } } as const satisfies RecordLayout;

/** 49: first record of each run. */
export const init2Layout = {
  fields: { dbmsParam: [1, 'dbmsparam'], logtime: [568, 'logtime'] },
} as const satisfies RecordLayout;

/** 2 Term and 18 RecoveryQuit. `fHard` may hold garbage. */
export const termLayout = {
  fields: { lgpos: [1, 'lgpos'], lgposRedoFrom: [9, 'lgpos'], fHard: [17, 'u8'] },
} as const satisfies RecordLayout;

/**
 * 50 Term2, 52 RecoveryQuit2 and 80 RecoveryQuitKeepAttachments. `lgpos` is where the run began: its
 * Init2 or RecoveryUndo2.
 */
export const term2Layout = {
  fields: { ...termLayout.fields, logtime: [18, 'logtime'] },
} as const satisfies RecordLayout;

/** 51 */
export const recoveryUndo2Layout = {
  fields: { logtime: [1, 'logtime'] },
} as const satisfies RecordLayout;

/** 17 RecoveryUndo, 23 ShutDownMark: the type byte is all. */
export const bareLayout = { fields: {} } as const satisfies RecordLayout;

/** 3, obsolete. */
export const msLayout = {
  fields: { ibForward: [1, 'u16'], ulCheckSum: [3, 'u32'], isecForward: [7, 'u16'] },
} as const satisfies RecordLayout;

/** 42: the anchor of the legacy layout (20 §6). */
export const checksumLayout = {
  fields: {
    cbBackwards: [1, 'u32'],
    cbForwards: [5, 'u32'],
    cbNext: [9, 'u32'],
    ulChecksum: [13, 'u32'],
    ulShortChecksum: [17, 'u32'],
    bUseShortChecksum: [21, 'u8'],
  },
} as const satisfies RecordLayout;

/** 60 */
export const backup2Layout = {
  fields: {
    eBackupPhase: [1, 'u8'],
    eBackupType: [2, 'u32'],
    eBackupScope: [6, 'u8'],
    dbid: [7, 'u8'],
    bkinfo: [8, 'bkinfo'],
    bReserved: [32, 'u8'],
    cbPath: [33, 'u16'],
  },
  parts: [['path', 'bytes', 'cbPath']],
} as const satisfies RecordLayout;

/** `eBackupPhase` of Backup2. */
export const backupPhase = {
  begin: 1,
  prepareLogs: 2,
  truncate: 3,
  update: 4,
  abort: 5,
  stop: 6,
} as const;

/** 46, obsolete. */
export const backupLayout = {
  fields: { eBackupType: [1, 'u8'], bReserved: [2, 'u8'], cbPath: [3, 'u16'] },
  parts: [['path', 'bytes', 'cbPath']],
} as const satisfies RecordLayout;

/** 19 FullBackup, 20 IncBackup, 45 ExtRestore, 59 ExtRestore2. */
export const backupTextLayout = {
  fields: { cbPath: [1, 'u16'] },
  parts: [['path', 'bytes', 'cbPath']],
} as const satisfies RecordLayout;

/** 71 NOP2 and every other member of the ignorable group of unknown content. */
export const ignorableLayout = {
  fields: { cb: [1, 'u32'] },
  parts: [['rgb', 'bytes', 'cb']],
} as const satisfies RecordLayout;
