import { readFileSync } from 'node:fs';
import { createMemoryFileSystem } from '@esekit/core';
import { describeCorpus, seededRandom, seedForRun, temporaryFolder } from '@esekit/testkit';
import { expect, it } from 'vitest';
import { updateHeaderImage } from '../../src/header/database-header';
import { copyWithCorrectedBits } from '../../src/verify/repair-bits';
import { verifyDatabase } from '../../src/verify/verify-database';
import {
  failureOfDoubleFlip,
  failureOfSingleFlip,
  failuresOf,
  isCorrectableBit,
  twoBits,
  type Specimen,
} from '../checksum/damaged-bits';
import { pageOf } from '../fixture/database';
import { contentOf, flipBit, memoryWith, putFile, sameBytes } from '../fixture/files';
import { unpackWindowsFile } from './corpus-files';

/** Wrong bits in pages that Windows wrote, of every page size there is a file of. */

const sources = [
  { item: 'dissect-multi', file: 'multi.edb', pageSize: 4096 },
  { item: 'eseparser-decompress', file: 'decompress_test.edb', pageSize: 8192 },
  { item: 'qmgr-win10', file: 'qmgr.db', pageSize: 16384 },
  { item: 'dissect-large', file: 'large.edb', pageSize: 32768 },
] as const;

const pagesPerFile = 24;
const flips = 10_000;

describeCorpus('wrong bits in real pages', () => {
  const folder = temporaryFolder();
  const specimens: Specimen[] = sources.flatMap(({ item, file, pageSize }) => {
    const bytes = readFileSync(unpackWindowsFile(item, file, folder));
    return Array.from({ length: pagesPerFile }, (_, i) => {
      const page = Uint8Array.from(pageOf(bytes, pageSize, i + 1));
      const canCorrect = page.some((byte) => byte !== 0);
      return { name: `${item} ${pageSize}`, page, pgno: i + 1, canCorrect };
    });
  });

  it('single ones are found, located and corrected', () => {
    const random = seededRandom(seedForRun('real single flips'));
    const failures = failuresOf(specimens, flips, random, (specimen) =>
      failureOfSingleFlip(specimen, random.below(8 * specimen.page.length)),
    );
    expect(failures).toEqual([]);
  }, 60_000);

  it('pairs never become another page that passes', () => {
    const random = seededRandom(seedForRun('real double flips'));
    const failures = failuresOf(specimens, flips, random, (specimen) =>
      failureOfDoubleFlip(specimen, twoBits(random, specimen.page.length)),
    );
    expect(failures).toEqual([]);
  }, 60_000);

  it.each(sources)('$item: a whole file with a wrong bit in every page becomes itself', async (source) => {
    const random = seededRandom(seedForRun(`real file ${source.item}`));
    const original = Uint8Array.from(readFileSync(unpackWindowsFile(source.item, source.file, folder)));
    const damaged = original.slice();
    const last = Math.min(200, original.length / source.pageSize - 2);
    const expected: number[] = [];
    for (let pgno = 1; pgno <= last; pgno++) {
      const page = pageOf(damaged, source.pageSize, pgno);
      const bit = random.below(8 * source.pageSize);
      if (page.every((byte) => byte === 0) || !isCorrectableBit(bit)) continue;
      flipBit(page, bit);
      expected.push(pgno);
    }
    const fs = memoryWith({ 'a.edb': damaged });
    const result = await copyWithCorrectedBits(fs, 'a.edb', 'b.edb');
    expect(result.corrected.map(({ page }) => page)).toEqual(expected);
    expect(result.left).toEqual([]);
    expect(sameBytes(contentOf(fs, 'b.edb'), original)).toBe(true);
  });

  it.each(sources)('$item: raised to 0x620,300,620 verifies as before, to 301 not at all', async (source) => {
    const file = Uint8Array.from(readFileSync(unpackWindowsFile(source.item, source.file, folder)));
    const fs = createMemoryFileSystem();
    putFile(fs, 'a.edb', file);
    const before = await verifyDatabase(fs, 'a.edb');
    const raise = (major: number): void => {
      for (const at of [0, source.pageSize]) {
        const image = file.subarray(at, at + source.pageSize);
        updateHeaderImage(image, { ulDaeUpdateMajor: major, ulDaeUpdateMinor: 620 });
      }
      putFile(fs, 'a.edb', file);
    };
    raise(300);
    expect(await verifyDatabase(fs, 'a.edb')).toEqual(before);
    raise(301);
    await expect(verifyDatabase(fs, 'a.edb')).rejects.toMatchObject({
      name: 'JET_errInvalidDatabaseVersion',
    });
  });
});
