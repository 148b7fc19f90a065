import { eccChecksum, type EccChecksum } from '@esekit/pages';
import { segmentSize } from './segment-layout';

/**
 * The checksum of one segment (20 §5.2) for the loops that check and write whole logs: the same as
 * `eccChecksum` of @esekit/pages with isec in place of the page number, many times as fast. It works on
 * whole words in rows of eight: the position of a word in its row is three bits of the index sums, the
 * number of the row the upper seven.
 */
export function segmentChecksum(segment: Uint8Array, isec: number): EccChecksum {
  if ((segment.byteOffset & 3) !== 0 || !isLittleEndian) return eccChecksum(segment, isec, 'header');
  const words = new Int32Array(segment.buffer, segment.byteOffset, segmentSize / 4);

  // The first row without the stored checksum, which counts as zero.
  const first = words[3]! ^ words[5]! ^ words[7]!;
  let odd = first;
  let second = words[2]! ^ words[3]! ^ words[6]! ^ words[7]!;
  let upper = words[4]! ^ words[5]! ^ words[6]! ^ words[7]!;
  let all = first ^ words[2]! ^ words[4]! ^ words[6]!;
  let rows = 0;
  for (let row = 1, i = 8; row < segmentSize / 32; row++, i += 8) {
    const w2 = words[i + 2]!;
    const w6 = words[i + 6]!;
    const w13 = words[i + 1]! ^ words[i + 3]!;
    const w57 = words[i + 5]! ^ words[i + 7]!;
    const w04 = words[i]! ^ words[i + 4]!;
    const whole = w04 ^ w2 ^ w6 ^ w13 ^ w57;
    odd ^= w13 ^ w57;
    second ^= w2 ^ words[i + 3]! ^ w6 ^ words[i + 7]!;
    upper ^= words[i + 4]! ^ w6 ^ w57;
    all ^= whole;
    rows ^= row & -parity(whole);
  }
  const low =
    parity(all & 0xaaaaaaaa) |
    (parity(all & 0xcccccccc) << 1) |
    (parity(all & 0xf0f0f0f0) << 2) |
    (parity(all & 0xff00ff00) << 3) |
    (parity(all & 0xffff0000) << 4) |
    (parity(odd) << 5) |
    (parity(second) << 6) |
    (parity(upper) << 7) |
    (rows << 8);
  const high = parity(all) === 1 ? low ^ (8 * segmentSize - 1) : low;
  return { xor: (all ^ isec) >>> 0, ecc: ((high << 16) | low) >>> 0 };
}

const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

function parity(word: number): number {
  let p = word ^ (word >>> 16);
  p ^= p >>> 8;
  p ^= p >>> 4;
  return (0x6996 >>> (p & 15)) & 1;
}
