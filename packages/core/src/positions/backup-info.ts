import { lgposMin, readLgpos, writeLgpos, type Lgpos } from './lgpos';
import { logTimeNone, readLogTime, writeLogTime, type LogTime } from './log-time';

/**
 * One backup as headers and log records remember it (BKINFO, 01 §3.4): 24 bytes.
 *
 * | off | size | field                                   |
 * |-----|------|-----------------------------------------|
 * | 0   | 8    | lgposMark: position that names it       |
 * | 8   | 8    | logtimeMark                             |
 * | 16  | 4    | genLow: first generation of the set     |
 * | 20  | 4    | genHigh: last generation                |
 */
export interface BackupInfo {
  readonly lgposMark: Lgpos;
  readonly logtimeMark: LogTime;
  readonly genLow: number;
  readonly genHigh: number;
}

export const backupInfoSize = 24;

export const backupInfoNone: BackupInfo = {
  lgposMark: lgposMin,
  logtimeMark: logTimeNone,
  genLow: 0,
  genHigh: 0,
};

/** BKINFOTYPE (01 §3.5). */
export const backupInfoTypes = ['normal', 'osSnapshot', 'snapshot', 'surrogate'] as const;
export type BackupInfoType = (typeof backupInfoTypes)[number];

export function readBackupInfo(view: DataView, offset: number): BackupInfo {
  return {
    lgposMark: readLgpos(view, offset),
    logtimeMark: readLogTime(view, offset + 8),
    genLow: view.getUint32(offset + 16, true),
    genHigh: view.getUint32(offset + 20, true),
  };
}

export function writeBackupInfo(view: DataView, offset: number, info: BackupInfo): void {
  writeLgpos(view, offset, info.lgposMark);
  writeLogTime(view, offset + 8, info.logtimeMark);
  view.setUint32(offset + 16, info.genLow, true);
  view.setUint32(offset + 20, info.genHigh, true);
}
