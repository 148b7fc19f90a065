/** Numbers as decimal digits, the bytes that src/export/digits.ts and decimal.ts write. */
import { DIGITS } from './memory';

const BILLION: u64 = 1_000_000_000;
const MILLION: f64 = 1_000_000;

/** `value` in exactly `width` digits, with zeros in front. */
export function padded(to: usize, value: u32, width: u32): usize {
  let rest = value;
  let at = to + width;
  for (let left = width; left >= 2; left -= 2) {
    const hundreds = rest / 100;
    at -= 2;
    store<u16>(at, load<u16>(DIGITS + 2 * <usize>(rest - hundreds * 100)));
    rest = hundreds;
  }
  if ((width & 1) != 0) store<u8>(at - 1, 0x30 + rest);
  return to + width;
}

export function unsigned(to: usize, value: u64): usize {
  if (value < BILLION) return padded(to, <u32>value, widthOf(<u32>value));
  const upper = value / BILLION;
  return padded(unsigned(to, upper), <u32>(value - upper * BILLION), 9);
}

export function signed(to: usize, value: i64): usize {
  if (value >= 0) return unsigned(to, <u64>value);
  store<u8>(to, 0x2d);
  return unsigned(to + 1, <u64>-value);
}

/** Below 10^9. */
function widthOf(value: u32): u32 {
  if (value < 10_000) {
    if (value < 100) return value < 10 ? 1 : 2;
    return value < 1000 ? 3 : 4;
  }
  if (value < 1_000_000) return value < 100_000 ? 5 : 6;
  if (value < 100_000_000) return value < 10_000_000 ? 7 : 8;
  return 9;
}

/** A whole number or one of few decimals; 0 for all others, which take an algorithm that is not here. */
export function decimal(to: usize, value: f64): usize {
  const size = abs(value);
  if (!(size < 1e15)) return 0;
  if (floor(size) == size) {
    // -0 keeps its sign.
    if (reinterpret<i64>(value) < 0) store<u8>(to++, 0x2d);
    return unsigned(to, <u64>size);
  }
  const end = scaled(to, value, size, MILLION);
  return end != 0 ? end : scaled(to, value, size, MILLION * MILLION);
}

/** A number that has no more decimals than the scale has zeros: six, or twice six. */
function scaled(to: usize, value: f64, size: f64, scale: f64): usize {
  const shifted = round(size * scale);
  if (shifted >= 1e15 || shifted * MILLION < scale || shifted / scale != size) return 0;
  const whole = floor(shifted / scale);
  const fraction = <u64>(shifted - whole * scale);
  if (value < 0) store<u8>(to++, 0x2d);
  to = unsigned(to, <u64>whole);
  if (fraction == 0) return to;
  store<u8>(to++, 0x2e);
  if (scale > MILLION) to = padded(to, <u32>(fraction / 1_000_000), 6);
  to = padded(to, <u32>(fraction % 1_000_000), 6);
  while (load<u8>(to - 1) == 0x30) to--;
  return to;
}

/** To the nearest whole number, a half upwards; not below 0. */
export function round(value: f64): f64 {
  const whole = floor(value);
  return value - whole >= 0.5 ? whole + 1 : whole;
}
