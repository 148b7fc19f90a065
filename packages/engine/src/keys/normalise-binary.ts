import type { KeyBuilder } from './key-builder';

/** Source bytes of a chunk, and the value of the marker that says "more follows" (13 §3.1). */
export const chunkSize = 8;
export const moreFollows = 9;

/** A fixed binary column has one length, so its bytes are comparable as they are. */
export function putFixedBinary(builder: KeyBuilder, value: Uint8Array): void {
  for (let i = 0; i < value.length; i++) builder.put(value[i]!);
}

/**
 * Values of varying length go in chunks of eight, each followed by a marker, so that a value sorts
 * before every longer one that begins with it, and the end of the segment can be found (13 §3.1).
 */
export function putChunks(builder: KeyBuilder, value: Uint8Array): void {
  const full = (chunkSize + 1) * Math.ceil(value.length / chunkSize);
  const room = builder.segmentEnd - builder.length;
  const isWhole = full <= room;
  let remaining = Math.min(full, room);
  let at = 0;
  while (remaining > chunkSize) {
    const left = value.length - at;
    for (let i = at; i < at + chunkSize; i++) builder.put(value[i] ?? 0);
    builder.put(left > chunkSize || (left === chunkSize && !isWhole) ? moreFollows : left);
    at += chunkSize;
    remaining -= chunkSize + 1;
  }
  for (; remaining > 0; remaining--) builder.put(value[at++] ?? 0);
  if (!isWhole) builder.hasOverflow = true;
}
