/** The forms of values, numbered as in src/export/kernel/value-forms.ts. */
import { date } from './dates';
import { HEX } from './memory';
import { decimal, signed, unsigned } from './numbers';
import { cell1200, cell1252, text1200, text1252 } from './text';

const SAFE_MOST: i64 = 9_007_199_254_740_991;

/** Writes a value and returns the end of what it wrote; 0 when the caller has to write it. */
export function value(form: u32, to: usize, from: usize, size: u32): usize {
  switch (form) {
    case 1:
      return bit(to, from);
    case 2:
      return unsigned(to, load<u8>(from));
    case 3:
      return signed(to, load<i16>(from));
    case 4:
      return unsigned(to, load<u16>(from));
    case 5:
      return signed(to, load<i32>(from));
    case 6:
      return unsigned(to, load<u32>(from));
    case 7:
      return signed(to, load<i64>(from));
    case 8:
      return unsigned(to, load<u64>(from));
    case 9:
      return decimal(to, <f64>load<f32>(from));
    case 10:
      return decimal(to, load<f64>(from));
    case 11:
      return date(to, from);
    case 12:
      return guid(to, from);
    case 13:
      return hex(to, from, size);
    case 14:
      return cell1252(to, from, size);
    case 15:
      return cell1200(to, from, size);
    case 16:
      return text1252(to, from, size);
    case 17:
      return text1200(to, from, size, true);
    case 18:
      return safeSigned(to, load<i64>(from));
    case 19:
      return safeUnsigned(to, load<u64>(from));
    default:
      return 0;
  }
}

/** Any nonzero byte is true. */
function bit(to: usize, from: usize): usize {
  const isTrue = load<u8>(from) != 0;
  store<u32>(to, isTrue ? 0x6575_7274 : 0x736c_6166);
  store<u8>(to, 0x65, 4);
  return to + (isTrue ? 4 : 5);
}

function hex(to: usize, from: usize, size: u32): usize {
  for (const end = from + size; from < end; from++, to += 2) {
    store<u16>(to, load<u16>(HEX + 2 * <usize>load<u8>(from)));
  }
  return to;
}

/** The first three groups are stored little endian. */
function guid(to: usize, from: usize): usize {
  store<u64>(to, backwards(from, 4));
  store<u8>(to, 0x2d, 8);
  store<u32>(to, <u32>backwards(from + 4, 2), 9);
  store<u8>(to, 0x2d, 13);
  store<u32>(to, <u32>backwards(from + 6, 2), 14);
  store<u8>(to, 0x2d, 18);
  hex(to + 19, from + 8, 2);
  store<u8>(to, 0x2d, 23);
  return hex(to + 24, from + 10, 6);
}

/** The digits of the last byte first. */
// @ts-ignore: decorator
@inline
function backwards(from: usize, size: usize): u64 {
  let digits: u64 = 0;
  for (let i: usize = 0; i < size; i++) {
    digits = (digits << 16) | load<u16>(HEX + 2 * <usize>load<u8>(from + i));
  }
  return digits;
}

/** A number that JavaScript holds exactly; any other one between quotes. */
function safeSigned(to: usize, number: i64): usize {
  if (number >= -SAFE_MOST && number <= SAFE_MOST) return signed(to, number);
  return quoted(to, signed(to + 1, number));
}

function safeUnsigned(to: usize, number: u64): usize {
  if (number <= <u64>SAFE_MOST) return unsigned(to, number);
  return quoted(to, unsigned(to + 1, number));
}

function quoted(start: usize, end: usize): usize {
  store<u8>(start, 0x22);
  store<u8>(end, 0x22);
  return end + 1;
}
