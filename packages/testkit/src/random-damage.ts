import type { Random } from './random';

/** One thing that happens to files on their way; the result may by chance be the same bytes. */
export function randomlyDamaged(bytes: Uint8Array, random: Random): Uint8Array {
  const copy = bytes.slice();
  const at = random.below(copy.length);
  const length = random.below(Math.min(copy.length - at, 9000)) + 1;
  const from = random.below(copy.length - length + 1);
  switch (random.below(8)) {
    case 0:
      copy[at]! ^= 1 << random.below(8);
      return copy;
    case 1:
      copy[at] = random.below(256);
      return copy;
    case 2:
      return copy.fill(0, at, at + length);
    case 3:
      random.fill(copy.subarray(at, at + length));
      return copy;
    case 4:
      // A write that went to the wrong place.
      return copy.copyWithin(at, from, from + length);
    case 5: {
      const page = 4096;
      const pages = Math.floor(copy.length / page);
      const [to, source] = [random.below(pages) * page, random.below(pages) * page];
      return copy.copyWithin(to, source, source + page);
    }
    case 6:
      return copy.slice(0, at);
    default: {
      const longer = new Uint8Array(copy.length + length);
      longer.set(copy);
      return longer;
    }
  }
}
