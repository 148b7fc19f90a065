import { digitsMost, writeInteger, writePadded } from './digits';
import type { OutputBuffer } from './output-buffer';

const million = 1_000_000;

/** Two different decimals of up to 15 digits never mean the same double. */
const exactMost = 1e15;

/**
 * A finite number in the shortest form that reads back as the same, as `String` writes it, and -0 with its
 * sign. Most numbers that people store have few decimals; those are found by one division, because a quotient
 * of two exact numbers is the double nearest to it: a decimal of up to 15 digits that gives the number back is
 * the shortest one.
 */
export function writeDecimal(out: OutputBuffer, value: number): void {
  if (Object.is(value, -0)) out.ascii('-0');
  else if ((value | 0) === value) writeInteger(out, value);
  else if (!writeScaled(out, value, million) && !writeScaled(out, value, million * million)) {
    out.ascii(String(value));
  }
}

/** Writes a number that has no more decimals than the scale has zeros: six, or twice six. */
function writeScaled(out: OutputBuffer, value: number, scale: number): boolean {
  const scaled = Math.round(Math.abs(value) * scale);
  // Below a millionth `String` goes over to exponents.
  if (scaled >= exactMost || scaled * million < scale || scaled / scale !== Math.abs(value)) return false;
  const whole = Math.floor(scaled / scale);
  const fraction = scaled - whole * scale;
  out.reserve(2 * digitsMost);
  if (value < 0) out.bytes[out.at++] = 0x2d;
  writeInteger(out, whole);
  if (fraction === 0) return true;
  out.bytes[out.at++] = 0x2e;
  if (scale > million) writePadded(out, Math.floor(fraction / million), 6);
  writePadded(out, fraction % million, 6);
  while (out.bytes[out.at - 1] === 0x30) out.at--;
  return true;
}
