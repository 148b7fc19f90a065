/** UTF-16LE as it stands in a record, turned into UTF-8 without a string in between. */

/** Bytes that one unit may become: `\uXXXX`. A pair of surrogates is two units and four bytes. */
export const bytesPerUnitMost = 6;

export const surrogate = { high: 0xd800, low: 0xdc00, end: 0xe000 } as const;

export function unitAt(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8);
}

export function isLowSurrogate(unit: number): boolean {
  return unit >= surrogate.low && unit < surrogate.end;
}

/** A character outside of ASCII and below the surrogates, or above them; returns the position behind it. */
export function putUnit(target: Uint8Array, to: number, unit: number): number {
  if (unit >= 0x800) {
    target[to++] = 0xe0 | (unit >> 12);
    target[to++] = 0x80 | ((unit >> 6) & 0x3f);
  } else {
    target[to++] = 0xc0 | (unit >> 6);
  }
  target[to++] = 0x80 | (unit & 0x3f);
  return to;
}

/** The character of a pair of surrogates; returns the position behind it. */
export function putPair(target: Uint8Array, to: number, high: number, low: number): number {
  const point = 0x1_0000 + ((high - surrogate.high) << 10) + (low - surrogate.low);
  target[to++] = 0xf0 | (point >> 18);
  target[to++] = 0x80 | ((point >> 12) & 0x3f);
  target[to++] = 0x80 | ((point >> 6) & 0x3f);
  target[to++] = 0x80 | (point & 0x3f);
  return to;
}
