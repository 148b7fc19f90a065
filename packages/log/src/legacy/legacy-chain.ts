import type { LogProblem } from '../problem';
import {
  checksumRecordSize,
  longChecksum,
  readChecksumRecord,
  shadowMark,
  shortChecksum,
  type ChecksumRecord,
} from './checksum-record';
import { isFillPattern } from './fill-pattern';

export interface LegacyGeometry {
  readonly lGeneration: number;
  readonly cbSec: number;
  readonly csecHeader: number;
}

/** What the chain of LRCHECKSUM records says of a legacy log (20 §6). */
export interface LegacyScan {
  /** Byte where the data ends. */
  readonly end: number;
  /** Byte where each good LRCHECKSUM starts, ascending, and how far it covers backwards. */
  readonly anchors: readonly { readonly at: number; readonly cbBackwards: number }[];
  readonly good: number;
  readonly bad: number;
  readonly isCorrupt: boolean;
  readonly problems: readonly LogProblem[];
}

/**
 * Follows the chain from the first record and checks every range, by the end-of-log rules of 20 §6.
 *
 * @param bytes the whole file; a torn last sector is put right in place from its shadow
 */
export function scanLegacyLog(bytes: Uint8Array, geometry: LegacyGeometry): LegacyScan {
  const { cbSec, lGeneration } = geometry;
  const start = geometry.csecHeader * cbSec;
  const anchors: { at: number; cbBackwards: number }[] = [];
  const problems: LogProblem[] = [];
  let previous: ChecksumRecord | undefined;
  let end = start;
  let isCorrupt = false;
  let bad = 0;
  const report = (at: number, text: string, correctable: boolean): void => {
    bad++;
    problems.push({
      error: 'JET_errLogFileCorrupt',
      text,
      severity: 'error',
      lgpos: { lGeneration, isec: Math.floor(at / cbSec), ib: at % cbSec },
      correctable,
    });
  };

  // Each step moves at least one record forward, so the file's size bounds the loop.
  for (let at = start; ;) {
    let record = readChecksumRecord(bytes, at, cbSec);
    if (record === undefined || record.long !== longChecksum(bytes, record, lGeneration)) {
      const ending = judgeBadRecord(bytes, geometry, at, record, previous);
      if (ending === 'corrupt') {
        isCorrupt = true;
        report(at, 'a checksum record is damaged or covers damage', false);
        break;
      }
      if (ending === 'ended') break;
      report(
        at,
        ending === 'shadow' ? 'the last sector is torn; its shadow is intact' : 'the last write is torn',
        true,
      );
      record = ending === 'shadow' ? restoreFromShadow(bytes, at, cbSec) : record!;
      anchors.push({ at, cbBackwards: record.cbBackwards });
      end = ending === 'shadow' ? endOf(record) : sectorStart(at, cbSec) + cbSec;
      break;
    }
    anchors.push({ at, cbBackwards: record.cbBackwards });
    end = endOf(record);
    previous = record;
    if (record.cbNext === 0) break;
    at += checksumRecordSize + record.cbNext;
  }
  if (!isCorrupt && !isTailUnused(bytes, end, cbSec)) {
    isCorrupt = true;
    report(end, 'the space behind the end of the log is not unused', false);
  }
  return { end, anchors, good: anchors.length - (bad > 0 && !isCorrupt ? 1 : 0), bad, isCorrupt, problems };
}

function endOf(record: ChecksumRecord): number {
  return record.at + checksumRecordSize + record.cbForwards;
}

function sectorStart(at: number, cbSec: number): number {
  return at - (at % cbSec);
}

type Ending = 'shadow' | 'ended' | 'truncated' | 'corrupt';

/** Rules 2 to 4: what a failing record means. */
function judgeBadRecord(
  bytes: Uint8Array,
  geometry: LegacyGeometry,
  at: number,
  record: ChecksumRecord | undefined,
  previous: ChecksumRecord | undefined,
): Ending {
  const { cbSec, lGeneration } = geometry;
  if (isShadowAt(bytes, at + cbSec, geometry)) return 'shadow';
  const sector = sectorStart(at, cbSec);
  if (previous !== undefined) {
    const isUnwritten = isFillPattern(bytes, sector, Math.min(sector + cbSec, bytes.length));
    const isOldShadow = !previous.usesShort && isShadowAt(bytes, sector + (previous.at % cbSec), geometry);
    if (isUnwritten || isOldShadow) return 'ended';
  }
  if (record?.usesShort !== true) return 'corrupt';
  if (record.short !== shortChecksum(bytes, record, lGeneration, cbSec)) return 'corrupt';
  return isUnfinishedWrite(bytes, record, geometry) ? 'truncated' : 'corrupt';
}

/** Whether a shadow of one sector is intact at byte `at`. */
function isShadowAt(bytes: Uint8Array, at: number, geometry: LegacyGeometry): boolean {
  const record = readChecksumRecord(bytes, at, geometry.cbSec);
  if (record === undefined || record.cbNext !== 0 || record.usesShort) return false;
  return record.long === (longChecksum(bytes, record, geometry.lGeneration) ^ shadowMark) >>> 0;
}

/** Rule 4: a range of several sectors of which only the first ones reached the disk. */
function isUnfinishedWrite(bytes: Uint8Array, record: ChecksumRecord, geometry: LegacyGeometry): boolean {
  const { cbSec } = geometry;
  const first = sectorStart(record.at, cbSec);
  const end = endOf(record);
  if (!isFillPattern(bytes, end, bytes.length)) return false;
  if (end - first === 2 * cbSec) {
    const second = first + cbSec;
    return isFillPattern(bytes, second, end) || isShadowAt(bytes, second + (record.at % cbSec), geometry);
  }
  for (let sector = first + cbSec; sector < end; sector += cbSec) {
    if (isFillPattern(bytes, sector, sector + cbSec)) return true;
  }
  return false;
}

/** Rule 2: copies the shadow over the bad sector, with the ordinary form of the long checksum. */
function restoreFromShadow(bytes: Uint8Array, at: number, cbSec: number): ChecksumRecord {
  const sector = sectorStart(at, cbSec);
  bytes.copyWithin(sector, sector + cbSec, sector + 2 * cbSec);
  const record = readChecksumRecord(bytes, at, cbSec)!;
  const long = (record.long ^ shadowMark) >>> 0;
  for (let i = 0; i < 4; i++) bytes[at + 13 + i] = long >>> (8 * i);
  return { ...record, long };
}

/** Rule 5: behind the data, and one sector where a shadow may lie, there is only fill pattern. */
function isTailUnused(bytes: Uint8Array, end: number, cbSec: number): boolean {
  const from = Math.ceil(end / cbSec) * cbSec + cbSec;
  return isFillPattern(bytes, from, bytes.length);
}
