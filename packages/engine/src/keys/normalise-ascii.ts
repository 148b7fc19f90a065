import type { KeyBuilder } from './key-builder';

/**
 * Text of code page 1252 (13 §3.2): only a-z are folded, whatever the locale, so these keys are the same
 * everywhere. The text ends at its first zero byte.
 */
export function putAsciiText(builder: KeyBuilder, value: Uint8Array): void {
  const room = builder.segmentEnd - builder.length;
  const zero = value.indexOf(0);
  const length = zero < 0 ? value.length : zero;
  if (length < room) {
    putFolded(builder, value, length);
    builder.put(0);
    return;
  }
  builder.hasOverflow = true;
  if (room === 0) return;
  // The last byte of a cut segment is folded without a look at what it is. Existing entries are ordered
  // by that, so the oddity is part of the format.
  putFolded(builder, value, room - 1);
  builder.put((value[room - 1]! - 0x20) & 0xff);
}

function putFolded(builder: KeyBuilder, value: Uint8Array, count: number): void {
  for (let i = 0; i < count; i++) {
    const byte = value[i]!;
    builder.put(byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte);
  }
}
