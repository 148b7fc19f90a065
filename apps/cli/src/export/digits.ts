import type { OutputBuffer } from './output-buffer';

/** Decimal digits written as bytes: no string is made of a number that is only passed on. */

const zero = 0x30;
const minus = 0x2d;
const billion = 1_000_000_000;

/** -2^63 has nineteen digits and a sign. */
export const digitsMost = 20;

/** A whole number from -2^53 to 2^53. */
export function writeInteger(out: OutputBuffer, value: number): void {
  out.reserve(digitsMost);
  if (value < 0) {
    out.bytes[out.at++] = minus;
    value = -value;
  }
  writeUnsigned(out, value);
}

/** The 64-bit number `high * 2^32 + low`; both are taken as unsigned, `isSigned` makes the highest bit a sign. */
export function writeInteger64(out: OutputBuffer, low: number, high: number, isSigned: boolean): void {
  out.reserve(digitsMost);
  if (isSigned && high < 0) {
    out.bytes[out.at++] = minus;
    low = -low | 0;
    high = low === 0 ? -high | 0 : ~high;
  }
  const lowBits = low >>> 0;
  const highBits = high >>> 0;
  if (highBits < 0x20_0000) {
    writeUnsigned(out, highBits * 0x1_0000_0000 + lowBits);
    return;
  }
  // Long division by a billion, 16 bits of the low word at a time, because doubles are exact to 2^53 only.
  const quotient = Math.floor(highBits / billion);
  const first = (highBits % billion) * 0x1_0000 + (lowBits >>> 16);
  const second = (first % billion) * 0x1_0000 + (lowBits & 0xffff);
  const rest =
    quotient * 0x1_0000_0000 + Math.floor(first / billion) * 0x1_0000 + Math.floor(second / billion);
  writeUnsigned(out, rest);
  writePadded(out, second % billion, 9);
}

/** Whether a double holds the 64-bit number exactly, as JavaScript counts it: up to 2^53 - 1. */
export function isSafe64(low: number, high: number, isSigned: boolean): boolean {
  if (isSigned && high < 0) return high > -0x20_0000 || (high === -0x20_0000 && low !== 0);
  return high >>> 0 < 0x20_0000;
}

/** `value` in exactly `width` digits, with zeros in front; below 10^9. Room has to be there. */
export function writePadded(out: OutputBuffer, value: number, width: number): void {
  const { bytes } = out;
  let rest = value | 0;
  for (let at = out.at + width - 1; at >= out.at; at--) {
    const tens = (rest / 10) | 0;
    bytes[at] = zero + rest - tens * 10;
    rest = tens;
  }
  out.at += width;
}

/** Room has to be there. */
function writeUnsigned(out: OutputBuffer, value: number): void {
  if (value >= billion) {
    const upper = Math.floor(value / billion);
    writeUnsigned(out, upper);
    writePadded(out, value - upper * billion, 9);
    return;
  }
  writePadded(out, value, widthOf(value));
}

function widthOf(value: number): number {
  if (value < 10_000) {
    if (value < 100) return value < 10 ? 1 : 2;
    return value < 1000 ? 3 : 4;
  }
  if (value < 1_000_000) return value < 100_000 ? 5 : 6;
  if (value < 100_000_000) return value < 10_000_000 ? 7 : 8;
  return 9;
}
