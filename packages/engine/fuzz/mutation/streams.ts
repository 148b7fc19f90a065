import type { Random } from '@esekit/testkit';
import { compress, compressionScheme, crc32c, schemeShift } from '@esekit/core/compression';
import { setU32 } from './record-editing';

/**
 * Compressed forms of values of a given size, one per scheme that the corpus may lack. They are right, so
 * that decoders run to their end; the mutators then spoil bytes of them.
 */
export function fabricatedStream(random: Random, size: number): Uint8Array | undefined {
  switch (random.below(6)) {
    case 0:
      return lz4(size, random.below(256));
    case 1:
      return xpress9(size, random);
    case 2:
      return compress(textOf(size, random), { xpressBytesLeast: 0 });
    case 3:
      return compress(textOf(size, random), { allowsXpress: false });
    case 4:
      return random.fill(new Uint8Array(20)).fill((4 + random.below(28)) << schemeShift, 0, 1);
    default:
      return compress(wideTextOf(size, random), { allowsXpress: false });
  }
}

function textOf(size: number, random: Random): Uint8Array {
  const word = random.fill(new Uint8Array(5)).map((byte) => byte & 0x7f);
  return Uint8Array.from({ length: size }, (_, i) => word[i % word.length]!);
}

function wideTextOf(size: number, random: Random): Uint8Array {
  return textOf(size, random).map((byte, i) => (i % 2 === 0 ? byte : 0));
}

/** One literal, one long match, and five literals, as an LZ4 block ends. */
function lz4(size: number, byte: number): Uint8Array | undefined {
  if (size < 40 || size > 0xffff) return undefined;
  const bytes = [compressionScheme.lz4 << schemeShift, size & 0xff, size >>> 8, 0x1f, byte, 1, 0];
  let rest = size - 6 - 4 - 15;
  for (; rest >= 255; rest -= 255) bytes.push(255);
  return Uint8Array.from([...bytes, rest, 0x50, byte, byte, byte, byte, byte]);
}

/** Two blocks would need a writer; one block of literals with tables of equal lengths needs none. */
function xpress9(size: number, random: Random): Uint8Array | undefined {
  if (size === 0 || size > 1000) return undefined;
  const value = textOf(size, random);
  // Two tables of kind "nearly equal", 3 bits each; then literals, whose codes are 9 bits, highest first.
  const bits = 6 + 9 * size;
  const body = new Uint8Array(Math.ceil(bits / 8));
  value.forEach((byte, i) => {
    for (let bit = 0; bit < 9; bit++) {
      const at = 6 + 9 * i + bit;
      body[at >> 3]! |= ((byte >> (8 - bit)) & 1) << (at & 7);
    }
  });
  const stored = new Uint8Array(5 + 32 + body.length);
  stored[0] = compressionScheme.xpress9 << schemeShift;
  setU32(stored, 1, crc32c(value, 0, value.length));
  [0x4e86d72a, size, 256 + bits, 6, 0, 0x51e, 0].forEach((word, i) => setU32(stored, 5 + 4 * i, word));
  setU32(stored, 5 + 28, crc32c(stored, 5, 5 + 28));
  stored.set(body, 37);
  return stored;
}
