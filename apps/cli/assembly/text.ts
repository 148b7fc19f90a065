/** Text as UTF-8: bare or quoted cells of CSV, and what stands between the quotes of JSON. */
import { ESCAPED, PLAIN } from './memory';

const QUOTE: u8 = 0x22;

/** A cell of code page 1252. */
export function cell1252(to: usize, from: usize, size: u32): usize {
  const end = from + size;
  let at = from;
  let target = to;
  for (; at < end; at++) {
    const byte = load<u8>(at);
    if (load<u8>(PLAIN + byte) == 0) break;
    store<u8>(target++, byte);
  }
  if (at == end && size > 0) return target;
  let isQuoted = size == 0;
  for (; at < end && !isQuoted; at++) isQuoted = needsQuotes(load<u8>(at));
  if (isQuoted) store<u8>(to++, QUOTE);
  to = text1252(to, from, size);
  if (isQuoted) store<u8>(to++, QUOTE);
  return to;
}

/** A cell of UTF-16; 0 when it has half of a surrogate pair. */
export function cell1200(to: usize, from: usize, size: u32): usize {
  const end = from + (size & ~1);
  let isQuoted = from == end;
  for (let at = from; at < end && !isQuoted; at += 2) isQuoted = needsQuotes(load<u16>(at));
  if (isQuoted) store<u8>(to++, QUOTE);
  to = text1200(to, from, size, false);
  if (to != 0 && isQuoted) store<u8>(to++, QUOTE);
  return to;
}

// @ts-ignore: decorator
@inline
function needsQuotes(unit: u32): bool {
  return unit <= 0x2c && (unit == 0x22 || unit == 0x2c || unit == 0x0d || unit == 0x0a);
}

export function text1252(to: usize, from: usize, size: u32): usize {
  const end = from + size;
  for (; from < end; from++) {
    const byte = load<u8>(from);
    if (load<u8>(PLAIN + byte) != 0) store<u8>(to++, byte);
    else to = escaped(to, byte);
  }
  return to;
}

/**
 * An odd last byte is left out.
 *
 * @param sparesControls 0 for a text with a character that could steer a terminal
 * @returns 0 also when there is half of a surrogate pair
 */
export function text1200(to: usize, from: usize, size: u32, sparesControls: bool): usize {
  const end = from + (size & ~1);
  for (; from < end; from += 2) {
    const unit = <u32>load<u16>(from);
    if (unit < 0x80) {
      if (load<u8>(PLAIN + unit) != 0) store<u8>(to++, unit);
      else to = escaped(to, unit);
    } else if (sparesControls && isControl(unit)) return 0;
    else if (unit < 0x800) {
      store<u16>(to, 0x80c0 | (unit >> 6) | ((unit & 0x3f) << 8));
      to += 2;
    } else if (unit < 0xd800 || unit >= 0xe000) {
      store<u16>(to, 0x80e0 | (unit >> 12) | (((unit >> 6) & 0x3f) << 8));
      store<u8>(to, 0x80 | (unit & 0x3f), 2);
      to += 3;
    } else {
      const low = unit < 0xdc00 && from + 2 < end ? <u32>load<u16>(from, 2) : 0;
      if (low < 0xdc00 || low >= 0xe000) return 0;
      const point = 0x1_0000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
      store<u16>(to, 0x80f0 | (point >> 18) | (((point >> 12) & 0x3f) << 8));
      store<u16>(to, 0x8080 | ((point >> 6) & 0x3f) | ((point & 0x3f) << 8), 2);
      to += 4;
      from += 2;
    }
  }
  return to;
}

// @ts-ignore: decorator
@inline
function escaped(to: usize, character: u32): usize {
  const entry = ESCAPED + 8 * <usize>character;
  store<u64>(to, load<u64>(entry));
  return to + load<u8>(entry, 7);
}

function isControl(unit: u32): bool {
  if (unit < 0xa0) return true;
  if (unit < 0x200e || unit > 0x2069) return false;
  return unit <= 0x200f || (unit >= 0x2028 && unit <= 0x202e) || unit >= 0x2066;
}
