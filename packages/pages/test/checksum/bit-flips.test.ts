import { seededRandom, seedForRun, type Random } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import { pageSizes } from '../../src/geometry';
import { createHeaderImage } from '../../src/header/database-header';
import { chooseHeader } from '../../src/header/header-copies';
import { commonHeader } from '../fixture/database';
import { flipBit, sameBytes } from '../fixture/files';
import { recordPage } from '../fixture/pages';
import { failureOfDoubleFlip, failureOfSingleFlip, failuresOf, twoBits } from './damaged-bits';
import { builtSpecimens } from './specimens';

/** Wrong bits in pages of every format: 10,000 single ones, 10,000 pairs, and all bits of small pages. */

const flips = 10_000;

describe('one wrong bit', () => {
  it('is found in every format, and corrected where the format can', () => {
    const random = seededRandom(seedForRun('single flips'));
    const failures = failuresOf(builtSpecimens(random.seed), flips, random, (specimen) =>
      failureOfSingleFlip(specimen, random.below(8 * specimen.page.length)),
    );
    expect(failures).toEqual([]);
  }, 60_000);

  it.each([
    [2048, 1],
    [4096, 8],
    [16384, 16],
  ])(
    'is found and corrected in a page of %i bytes, every %i. bit in turn',
    (size, step) => {
      const pgno = 4711;
      const page = recordPage(seededRandom(size), size, pgno);
      const specimen = { name: `all of ${size}`, page, pgno, canCorrect: true };
      const failures: string[] = [];
      for (let bit = 0; bit < 8 * size; bit += bit < 1024 ? 1 : step) {
        const failure = failureOfSingleFlip(specimen, bit);
        if (failure) failures.push(failure);
      }
      expect(failures).toEqual([]);
    },
    60_000,
  );
});

describe('two wrong bits', () => {
  it('never become another page that passes', () => {
    const random = seededRandom(seedForRun('double flips'));
    const failures = failuresOf(builtSpecimens(random.seed), flips, random, (specimen) =>
      failureOfDoubleFlip(specimen, twoBits(random, specimen.page.length)),
    );
    expect(failures).toEqual([]);
  }, 60_000);

  it('with one of them in a checksum or in the page header neither', () => {
    const random = seededRandom(seedForRun('double flips, header'));
    const failures = failuresOf(builtSpecimens(random.seed), flips / 2, random, (specimen) => {
      const bits = twoBits(random, specimen.page.length);
      const inHeader = random.below(640);
      return failureOfDoubleFlip(specimen, [inHeader, bits[1] === inHeader ? inHeader + 1 : bits[1]]);
    });
    expect(failures).toEqual([]);
  }, 60_000);
});

describe('wrong bits in database headers', () => {
  it.each(pageSizes)('of %i bytes: each is found, named, and the other copy is taken', (size) => {
    const random = seededRandom(seedForRun(`header flips ${size}`));
    const image = createHeaderImage(size, commonHeader);
    const failures: string[] = [];
    for (let i = 0; i < 400; i++) {
      const bit = random.below(16 * size);
      const failure = failureOfHeaderFlip(image, bit);
      if (failure) failures.push(failure);
    }
    expect(failures).toEqual([]);
  });

  it.each(pageSizes)('of %i bytes: one in each copy leaves none to take', (size) => {
    const random = seededRandom(seedForRun(`header double flips ${size}`));
    const image = createHeaderImage(size, commonHeader);
    for (let i = 0; i < 100; i++) expect(() => chooseHeader(oneFlipPerCopy(image, random), 'x')).toThrow();
  });
});

function bothCopies(image: Uint8Array): Uint8Array {
  const start = new Uint8Array(2 * image.length);
  start.set(image, 0);
  start.set(image, image.length);
  return start;
}

function failureOfHeaderFlip(image: Uint8Array, bit: number): string | undefined {
  const start = bothCopies(image);
  flipBit(start, bit);
  const isPrimary = bit < 8 * image.length;
  const reading = chooseHeader(start, 'x');
  const states = reading.copies.map((copy) => copy.checksum).join();
  if (states !== (isPrimary ? 'bad,good' : 'good,bad')) return `bit ${bit}: ${states}`;
  return sameBytes(reading.image, image) ? undefined : `bit ${bit}: another image is taken`;
}

function oneFlipPerCopy(image: Uint8Array, random: Random): Uint8Array {
  const start = bothCopies(image);
  flipBit(start, random.below(8 * image.length));
  flipBit(start, 8 * image.length + random.below(8 * image.length));
  return start;
}
