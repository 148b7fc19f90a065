/** From here on the call of a native copy costs less than the loop. */
const nativeCopyFrom = 48;

/**
 * Repeats `length` bytes that were written `distance` bytes before `to`. When the two ranges overlap the
 * result is periodic, as if bytes were copied one by one.
 *
 * The caller has checked that `1 <= distance <= bytes written` and that the range lies in `bytes`.
 */
export function copyMatch(bytes: Uint8Array, to: number, distance: number, length: number): void {
  if (length >= nativeCopyFrom) {
    copyLongMatch(bytes, to, distance, length);
    return;
  }
  for (let i = to; i < to + length; i++) bytes[i] = bytes[i - distance]!;
}

function copyLongMatch(bytes: Uint8Array, to: number, distance: number, length: number): void {
  if (distance === 1) {
    bytes.fill(bytes[to - 1]!, to, to + length);
    return;
  }
  // What is already there is a whole number of periods, so every step can copy twice as much.
  const from = to - distance;
  for (let copied = 0; copied < length;) {
    const count = Math.min(distance + copied, length - copied);
    bytes.copyWithin(to + copied, from, from + count);
    copied += count;
  }
}
