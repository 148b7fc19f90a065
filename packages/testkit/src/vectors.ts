/**
 * Builds a block of `size` bytes from the notation of the format documents: `@o hh..` puts bytes
 * at decimal offset `o`, following groups continue where the last one ended, the rest is zero.
 */
export function pageFromVector(size: number, notation: string): Uint8Array {
  const bytes = new Uint8Array(size);
  let position = 0;
  for (const word of notation.trim().split(/\s+/)) {
    if (word.startsWith('@')) {
      position = Number(word.slice(1));
      continue;
    }
    for (let i = 0; i < word.length; i += 2) bytes[position++] = parseInt(word.slice(i, i + 2), 16);
  }
  return bytes;
}
