import { viewOf } from '@esekit/core';
import { recordTypeNumber } from '../records/record-sizes';

/**
 * LRCHECKSUM, the record that protects a log of the legacy layout (20 §6): 22 bytes.
 *
 * | off | size | field                                                            |
 * |-----|------|------------------------------------------------------------------|
 * | 0   | 1    | 42                                                               |
 * | 1   | 4    | cbBackwards: covered bytes before it, 0 or up to the sector start |
 * | 5   | 4    | cbForwards: covered bytes behind it                              |
 * | 9   | 4    | cbNext: from its end to the next LRCHECKSUM; 0 = the last one    |
 * | 13  | 4    | long checksum, over everything covered                           |
 * | 17  | 4    | short checksum, over what lies in its own sector                 |
 * | 21  | 1    | 0x9A the short checksum is used, 0xD1 it is not                  |
 */
export const checksumRecordSize = 22;
export const shortChecksumUse = { used: 0x9a, unused: 0xd1 } as const;

/** What the long checksum of a shadow sector is XORed with. */
export const shadowMark = 0x5ad05ec7;

const longSeed = 0xfeedbeaf;
const shortSeed = 0xdeadc0de;

export interface ChecksumRecord {
  /** Byte of the file where the record starts. */
  readonly at: number;
  readonly cbBackwards: number;
  readonly cbForwards: number;
  readonly cbNext: number;
  readonly long: number;
  readonly short: number;
  readonly usesShort: boolean;
}

/** The record at byte `at`, when one can stand there: every length inside the file, rules of 20 §6 kept. */
export function readChecksumRecord(bytes: Uint8Array, at: number, cbSec: number): ChecksumRecord | undefined {
  const behind = at + checksumRecordSize;
  if (behind > bytes.length || bytes[at] !== recordTypeNumber.Checksum) return undefined;
  const view = viewOf(bytes);
  const use = bytes[at + 21]!;
  const record: ChecksumRecord = {
    at,
    cbBackwards: view.getUint32(at + 1, true),
    cbForwards: view.getUint32(at + 5, true),
    cbNext: view.getUint32(at + 9, true),
    long: view.getUint32(at + 13, true),
    short: view.getUint32(at + 17, true),
    usesShort: use === shortChecksumUse.used,
  };
  const ib = at % cbSec;
  const end = behind + record.cbForwards;
  const leavesSector = ib + checksumRecordSize + record.cbForwards > cbSec;
  const next = behind + record.cbNext;
  const isPossible =
    (use === shortChecksumUse.used || (use === shortChecksumUse.unused && record.short === 0)) &&
    (record.cbBackwards === 0 || record.cbBackwards === ib) &&
    end <= bytes.length &&
    record.usesShort === leavesSector &&
    (!leavesSector || end % cbSec === 0) &&
    (record.cbNext === 0 || (end % cbSec === 0 && next >= end && next < end + cbSec));
  return isPossible ? record : undefined;
}

/** XOR of the words of `from..to`, counted from `from`; the last 1 to 3 bytes are the low ones of a word. */
function fold(bytes: Uint8Array, from: number, to: number): number {
  let x = 0;
  for (let i = from, shift = 0; i < to; i++, shift = (shift + 8) & 31) x ^= bytes[i]! << shift;
  return x;
}

function common(bytes: Uint8Array, record: ChecksumRecord, lGeneration: number): number {
  return (
    fold(bytes, record.at - record.cbBackwards, record.at) ^
    record.cbBackwards ^
    record.cbForwards ^
    record.cbNext ^
    bytes[record.at + 21]! ^
    lGeneration
  );
}

/** The long checksum as it should be. */
export function longChecksum(bytes: Uint8Array, record: ChecksumRecord, lGeneration: number): number {
  const behind = record.at + checksumRecordSize;
  const forwards = fold(bytes, behind, behind + record.cbForwards);
  return (longSeed ^ forwards ^ common(bytes, record, lGeneration)) >>> 0;
}

/** The short checksum as it should be. */
export function shortChecksum(
  bytes: Uint8Array,
  record: ChecksumRecord,
  lGeneration: number,
  cbSec: number,
): number {
  const behind = record.at + checksumRecordSize;
  const sectorEnd = record.at - (record.at % cbSec) + cbSec;
  return (shortSeed ^ fold(bytes, behind, sectorEnd) ^ common(bytes, record, lGeneration)) >>> 0;
}
