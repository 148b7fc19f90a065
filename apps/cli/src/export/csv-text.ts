import type { ColumnSchema } from '@esekit/engine';
import { utf8Of1252 } from './characters';
import type { OutputBuffer } from './output-buffer';
import { bytesPerUnitMost, isLowSurrogate, putPair, putUnit, surrogate, unitAt } from './utf16';
import type { ValueWriter } from './value-writer';

const quote = 0x22;
const charactersPerTurn = 1024;
const replacement = 0xfffd;
const unicodeCodePage = 1200;

/** Characters that put a cell between quotes (RFC 4180). */
const needsQuotes = new Uint8Array(256);
for (const character of ',"\r\n') needsQuotes[character.charCodeAt(0)] = 1;

/** The text of a column as a cell. An empty text is `""`, to tell it from NULL. */
export function csvTextWriter(column: ColumnSchema): ValueWriter {
  return column.codePage === unicodeCodePage ? writeCsvUtf16 : writeCsv1252;
}

/** Puts the characters of [at, stop), and perhaps the half of a pair behind it; returns where it ended. */
type Turn = (out: OutputBuffer, bytes: Uint8Array, at: number, stop: number, end: number) => number;

const writeCsv1252: ValueWriter = (out, bytes, start, length) => {
  const end = start + length;
  let isQuoted = length === 0;
  for (let at = start; at < end && !isQuoted; at++) isQuoted = needsQuotes[bytes[at]!] === 1;
  writeTurns(out, bytes, start, end, isQuoted, 1, put1252);
};

const writeCsvUtf16: ValueWriter = (out, bytes, start, length) => {
  const end = start + (length & ~1);
  let isQuoted = start === end;
  for (let at = start; at < end && !isQuoted; at += 2) {
    isQuoted = bytes[at + 1] === 0 && needsQuotes[bytes[at]!] === 1;
  }
  writeTurns(out, bytes, start, end, isQuoted, 2, putUtf16);
};

function writeTurns(
  out: OutputBuffer,
  bytes: Uint8Array,
  start: number,
  end: number,
  isQuoted: boolean,
  characterSize: number,
  turn: Turn,
): void {
  if (isQuoted) out.byte(quote);
  for (let at = start; at < end;) {
    out.reserve(charactersPerTurn * bytesPerUnitMost);
    at = turn(out, bytes, at, Math.min(end, at + characterSize * charactersPerTurn), end);
  }
  if (isQuoted) out.byte(quote);
}

/** A quote inside a cell is doubled; a cell with one stands between quotes. */
const put1252: Turn = (out, bytes, at, stop) => {
  const target = out.bytes;
  let to = out.at;
  for (; at < stop; at++) {
    const byte = bytes[at]!;
    if (byte < 0x80) target[to++] = byte;
    else for (const part of utf8Of1252[byte]!) target[to++] = part;
    if (byte === quote) target[to++] = quote;
  }
  out.at = to;
  return at;
};

/** A surrogate without a partner has no form in UTF-8: it becomes U+FFFD. */
const putUtf16: Turn = (out, bytes, at, stop, end) => {
  const target = out.bytes;
  let to = out.at;
  for (; at < stop; at += 2) {
    const unit = unitAt(bytes, at);
    if (unit < 0x80) {
      target[to++] = unit;
      if (unit === quote) target[to++] = quote;
    } else if (unit >= surrogate.high && unit < surrogate.end) {
      const low = unit < surrogate.low && at + 2 < end ? unitAt(bytes, at + 2) : 0;
      if (isLowSurrogate(low)) {
        to = putPair(target, to, unit, low);
        at += 2;
      } else to = putUnit(target, to, replacement);
    } else to = putUnit(target, to, unit);
  }
  out.at = to;
  return at;
};
