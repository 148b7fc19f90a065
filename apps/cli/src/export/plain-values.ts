import { viewOf } from '@esekit/core';
import { decodeDate, type StoredDate } from '@esekit/engine';
import { writeInteger, writeInteger64, writePadded } from './digits';
import type { OutputBuffer } from './output-buffer';
import type { ValueWriter } from './value-writer';

/** Values as bare text: what a cell of CSV holds, and what JSON puts between its quotes. */

const hexDigits = new TextEncoder().encode('0123456789abcdef');
const hyphen = 0x2d;
const colon = 0x3a;

export function signed32(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}

export const writeByte: ValueWriter = (out, bytes, at) => writeInteger(out, bytes[at]!);

export const writeShort: ValueWriter = (out, bytes, at) =>
  writeInteger(out, ((bytes[at]! | (bytes[at + 1]! << 8)) << 16) >> 16);

export const writeUnsignedShort: ValueWriter = (out, bytes, at) =>
  writeInteger(out, bytes[at]! | (bytes[at + 1]! << 8));

export const writeLong: ValueWriter = (out, bytes, at) => writeInteger(out, signed32(bytes, at));

export const writeUnsignedLong: ValueWriter = (out, bytes, at) =>
  writeInteger(out, signed32(bytes, at) >>> 0);

export const writeLongLong: ValueWriter = (out, bytes, at) =>
  writeInteger64(out, signed32(bytes, at), signed32(bytes, at + 4), true);

export const writeUnsignedLongLong: ValueWriter = (out, bytes, at) =>
  writeInteger64(out, signed32(bytes, at), signed32(bytes, at + 4), false);

/** Any nonzero byte is true: tagged columns keep what was set (11 §2). */
export const writeBit: ValueWriter = (out, bytes, at) => out.ascii(bytes[at] === 0 ? 'false' : 'true');

const singleBits = new Float32Array(1);
const doubleBits = new Float64Array(1);
const singleBytes = new Uint8Array(singleBits.buffer);
const doubleBytes = new Uint8Array(doubleBits.buffer);
const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Through a place of its own: a DataView over each record's bytes would be an object per value. */
export function readSingle(bytes: Uint8Array, at: number): number {
  for (let i = 0; i < 4; i++) singleBytes[isLittleEndian ? i : 3 - i] = bytes[at + i]!;
  return singleBits[0]!;
}

export function readDouble(bytes: Uint8Array, at: number): number {
  for (let i = 0; i < 8; i++) doubleBytes[isLittleEndian ? i : 7 - i] = bytes[at + i]!;
  return doubleBits[0]!;
}

/** Lower-case hex of any length. */
export const writeHex: ValueWriter = (out, bytes, start, length) => {
  const end = start + length;
  for (let at = start; at < end;) {
    const stop = Math.min(end, at + 1024);
    out.reserve(2 * (stop - at));
    const target = out.bytes;
    let to = out.at;
    for (; at < stop; at++) {
      target[to++] = hexDigits[bytes[at]! >> 4]!;
      target[to++] = hexDigits[bytes[at]! & 15]!;
    }
    out.at = to;
  }
};

/** Bytes in the order of the text, -1 for a hyphen: the first three groups are stored little endian. */
const guidOrder = Int8Array.of(3, 2, 1, 0, -1, 5, 4, -1, 7, 6, -1, 8, 9, -1, 10, 11, 12, 13, 14, 15);

export const writeGuid: ValueWriter = (out, bytes, start) => {
  out.reserve(36);
  const target = out.bytes;
  let to = out.at;
  for (let n = 0; n < guidOrder.length; n++) {
    const i = guidOrder[n]!;
    if (i < 0) target[to++] = hyphen;
    else {
      const byte = bytes[start + i]!;
      target[to++] = hexDigits[byte >> 4]!;
      target[to++] = hexDigits[byte & 15]!;
    }
  }
  out.at = to;
};

const scratch = new Uint8Array(8);
const scratchView = viewOf(scratch);

/** The date of 8 bytes; `undefined` when the bits are none. */
export function readDate(bytes: Uint8Array, start: number): StoredDate | undefined {
  for (let i = 0; i < 8; i++) scratch[i] = bytes[start + i]!;
  return decodeDate(scratchView, 0);
}

const dayMilliseconds = 86_400_000;

/** ISO 8601 UTC, with four more digits where the ticks below the milliseconds need them. */
export function writeDate(out: OutputBuffer, { milliseconds, ticks }: StoredDate): void {
  const days = Math.floor(milliseconds / dayMilliseconds);
  const ofDay = milliseconds - days * dayMilliseconds;
  out.reserve(28);
  writeDay(out, days);
  out.bytes[out.at++] = 0x54;
  writePadded(out, (ofDay / 3_600_000) | 0, 2);
  out.bytes[out.at++] = colon;
  writePadded(out, ((ofDay / 60_000) | 0) % 60, 2);
  out.bytes[out.at++] = colon;
  writePadded(out, ((ofDay / 1000) | 0) % 60, 2);
  out.bytes[out.at++] = 0x2e;
  writePadded(out, ofDay % 1000, 3);
  if (ticks !== 0) writePadded(out, ticks, 4);
  out.bytes[out.at++] = 0x5a;
}

/** A day of the Gregorian calendar, counted from 1970; years that begin in March put leap days last. */
function writeDay(out: OutputBuffer, days: number): void {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const ofEra = shifted - era * 146_097;
  const yearOfEra =
    ((ofEra - ((ofEra / 1460) | 0) + ((ofEra / 36_524) | 0) - ((ofEra / 146_096) | 0)) / 365) | 0;
  const ofYear = ofEra - (365 * yearOfEra + (yearOfEra >> 2) - ((yearOfEra / 100) | 0));
  const monthFromMarch = ((5 * ofYear + 2) / 153) | 0;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  writePadded(out, era * 400 + yearOfEra + (month <= 2 ? 1 : 0), 4);
  out.bytes[out.at++] = hyphen;
  writePadded(out, month, 2);
  out.bytes[out.at++] = hyphen;
  writePadded(out, ofYear - (((153 * monthFromMarch + 2) / 5) | 0) + 1, 2);
}
