import { hex4, isControlUnit, isPlain, json1252, jsonAscii } from './characters';
import type { OutputBuffer } from './output-buffer';
import { bytesPerUnitMost, isLowSurrogate, putPair, putUnit, surrogate, unitAt } from './utf16';
import type { ValueWriter } from './value-writer';

const quote = 0x22;

/** Characters per turn; six bytes each fit every buffer. */
const charactersPerTurn = 1024;

/** Text of code page 1252 as a JSON string. */
export const writeJson1252: ValueWriter = (out, bytes, start, length) => {
  out.byte(quote);
  const end = start + length;
  for (let at = start; at < end;) {
    const stop = Math.min(end, at + charactersPerTurn);
    out.reserve((stop - at) * bytesPerUnitMost);
    const target = out.bytes;
    let to = out.at;
    for (; at < stop; at++) {
      const byte = bytes[at]!;
      if (isPlain[byte] === 1) target[to++] = byte;
      else to = put(target, to, json1252[byte]!);
    }
    out.at = to;
  }
  out.byte(quote);
};

/**
 * UTF-16LE as a JSON string; an odd last byte is left out. A surrogate without a partner is written as its
 * escape: it is no character, but a name in a file may hold it, and nothing of it shall be lost.
 */
export const writeJsonUtf16: ValueWriter = (out, bytes, start, length) => {
  out.byte(quote);
  const end = start + (length & ~1);
  for (let at = start; at < end;) {
    at = writeUnits(out, bytes, at, Math.min(end, at + 2 * charactersPerTurn), end);
  }
  out.byte(quote);
};

/** The units of [at, stop), and the second of a pair that stands across `stop`; returns where it ended. */
function writeUnits(out: OutputBuffer, bytes: Uint8Array, at: number, stop: number, end: number): number {
  out.reserve(((stop - at) >> 1) * bytesPerUnitMost);
  const target = out.bytes;
  let to = out.at;
  for (; at < stop; at += 2) {
    const unit = bytes[at]! | (bytes[at + 1]! << 8);
    if (unit < 0x80) {
      if (isPlain[unit] === 1) target[to++] = unit;
      else to = put(target, to, jsonAscii[unit]!);
    } else if (unit >= surrogate.high && unit < surrogate.end) {
      const low = unit < surrogate.low && at + 2 < end ? unitAt(bytes, at + 2) : 0;
      if (isLowSurrogate(low)) {
        to = putPair(target, to, unit, low);
        at += 2;
      } else to = putEscape(target, to, unit);
    } else if (isControlUnit(unit)) to = putEscape(target, to, unit);
    else to = putUnit(target, to, unit);
  }
  out.at = to;
  return at;
}

function put(target: Uint8Array, to: number, source: Uint8Array): number {
  for (let i = 0; i < source.length; i++) target[to++] = source[i]!;
  return to;
}

function putEscape(target: Uint8Array, to: number, unit: number): number {
  const text = `\\u${hex4(unit)}`;
  for (let i = 0; i < text.length; i++) target[to++] = text.charCodeAt(i);
  return to;
}
