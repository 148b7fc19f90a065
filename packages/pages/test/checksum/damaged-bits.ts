import type { Random } from '@esekit/testkit';
import { isLargePage } from '../../src/geometry';
import { correctedPage, diagnosePage } from '../../src/verify/diagnose-page';
import { flipBit, sameBytes } from '../fixture/files';

/** A page to be damaged, and what its format promises. */
export interface Specimen {
  readonly name: string;
  readonly page: Uint8Array;
  readonly pgno: number;
  /** Pages of the ECC forms; legacy and blank ones detect only. */
  readonly canCorrect: boolean;
}

/** The bits no format corrects: the checksum field of the page's first block, and the format flag. */
export function isCorrectableBit(bit: number): boolean {
  return bit >= 64 && bit !== 301;
}

/** Turns one random bit over and returns what is wrong with the answer, or `undefined`. */
export function failureOfSingleFlip(specimen: Specimen, bit: number): string | undefined {
  const { page, pgno, canCorrect } = specimen;
  const copy = page.slice();
  flipBit(copy, bit);
  const damage = diagnosePage(copy, pgno);
  const failure = (text: string): string => `${specimen.name}, page ${pgno}, bit ${bit}: ${text}`;
  if (!damage) return failure('not found');
  if (damage.pgno !== pgno) return failure(`page ${damage.pgno} is named`);
  const corrected = correctedPage(copy, pgno);
  if (!canCorrect || !isCorrectableBit(bit)) {
    return damage.correctable || corrected ? failure('claims to be correctable') : undefined;
  }
  if (!damage.correctable || damage.bits.length !== 1 || damage.bits[0] !== bit) {
    return failure(`located at ${damage.bits.join()}`);
  }
  return corrected && sameBytes(corrected, page) ? undefined : failure('the correction differs');
}

/** Turns two bits over; the answer may be "damaged", or the page as it was, and nothing else. */
export function failureOfDoubleFlip(specimen: Specimen, bits: readonly [number, number]): string | undefined {
  const { page, pgno, canCorrect } = specimen;
  const copy = page.slice();
  for (const bit of bits) flipBit(copy, bit);
  const damage = diagnosePage(copy, pgno);
  const corrected = correctedPage(copy, pgno);
  const failure = (text: string): string => `${specimen.name}, page ${pgno}, bits ${bits.join()}: ${text}`;
  // Only the XOR forms are blind to two bits that stand in the same place of two words.
  if (!damage) return canCorrect || bits[0] % 32 !== bits[1] % 32 ? failure('not found') : undefined;
  if (corrected && !sameBytes(corrected, page)) return failure('turned into another page');
  const expected = canCorrect && isLargePage(page.length) && areInTwoBlocks(page.length, bits);
  return damage.correctable === expected && (corrected !== undefined) === expected
    ? undefined
    : failure(expected ? 'not corrected' : 'claims to be correctable');
}

/** One correctable bit in each of two blocks. */
function areInTwoBlocks(pageSize: number, [first, second]: readonly [number, number]): boolean {
  const bitsPerBlock = 2 * pageSize;
  const isInOne = Math.floor(first / bitsPerBlock) === Math.floor(second / bitsPerBlock);
  return !isInOne && isCorrectableBit(first) && isCorrectableBit(second);
}

/** Two different bits of a page. */
export function twoBits(random: Random, pageSize: number): [number, number] {
  const first = random.below(8 * pageSize);
  const distance = 1 + random.below(8 * pageSize - 1);
  return [first, (first + distance) % (8 * pageSize)];
}

/** Runs `count` damages and returns the first failures; a green run returns none. */
export function failuresOf(
  specimens: readonly Specimen[],
  count: number,
  random: Random,
  attempt: (specimen: Specimen) => string | undefined,
): string[] {
  const failures: string[] = [];
  for (let i = 0; i < count && failures.length < 10; i++) {
    // Each page in turn for the first round, so that none is left out by chance.
    const specimen = i < specimens.length ? specimens[i]! : random.pick(specimens);
    const failure = attempt(specimen);
    if (failure) failures.push(failure);
  }
  return failures;
}
