import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { pageFromVector, seededRandom, seedForRun, type Random } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import {
  createKernelBuffers,
  createKernelSlab,
  pageStatus,
  type KernelBuffer,
} from '../../src/checksum/kernel';
import { kernelBinary } from '../../src/checksum/kernel-binary';
import { checkPageChecksum, stampPageChecksum } from '../../src/checksum/page-checksum';
import { pageSizes } from '../../src/geometry';
import { pageVectors } from '../page/page-vectors';
import { flipBit } from '../fixture/files';
import { recordPage } from '../fixture/pages';

const runBytes = 1 << 20;

/** What the reference says, in the kernel's words. */
function expectedStatus(page: Uint8Array, pgno: number): number {
  const { state } = checkPageChecksum(page, pgno);
  return state === 'bad' ? pageStatus.suspect : pageStatus[state];
}

/** Runs the kernel and returns the pages on which it and the reference disagree. */
function disagreements(buffer: KernelBuffer, count: number, pageSize: number, pgno: number): string[] {
  const suspects = buffer.check(count, pageSize, pgno);
  const wrong: string[] = [];
  let expectedSuspects = 0;
  for (let i = 0; i < count; i++) {
    const expected = expectedStatus(buffer.bytes.subarray(i * pageSize, (i + 1) * pageSize), pgno + i);
    if (expected === pageStatus.suspect) expectedSuspects++;
    if (buffer.statuses[i] !== expected)
      wrong.push(`page ${pgno + i}: ${buffer.statuses[i]}, not ${expected}`);
  }
  if (suspects !== expectedSuspects) wrong.push(`${suspects} suspects, not ${expectedSuspects}`);
  return wrong;
}

/** A page of one of the kinds a scan meets. */
function somePage(random: Random, pageSize: number, pgno: number): Uint8Array {
  const page = recordPage(
    random,
    pageSize,
    pgno,
    pageSize <= 8192 && random.below(4) === 0 ? 'legacy' : 'ecc',
  );
  switch (random.below(8)) {
    case 0:
      return new Uint8Array(pageSize);
    case 1:
      flipBit(page, random.below(8 * pageSize));
      return page;
    case 2:
      page.fill(0, random.below(pageSize));
      return page;
    case 3:
      stampPageChecksum(page, pgno + 1 + random.below(9));
      return page;
    case 4: {
      const blank = new Uint8Array(pageSize);
      flipBit(blank, random.below(8 * pageSize));
      return blank;
    }
    case 5:
      return random.fill(page);
    default:
      return page;
  }
}

describe('the checksum kernel', () => {
  it('is the compiled form of its source', async () => {
    const script = join(import.meta.dirname, '..', '..', 'scripts', 'compile-kernel.mjs');
    const { compileKernel } = (await import(/* @vite-ignore */ pathToFileURL(script).href)) as {
      compileKernel: () => Promise<Uint8Array>;
    };
    expect(Buffer.from(await compileKernel()).toString('base64')).toBe(kernelBinary);
  }, 60_000);

  it.each(pageSizes)('says the same as the reference of all kinds of pages of %i bytes', (pageSize) => {
    const random = seededRandom(seedForRun(`kernel ${pageSize}`));
    const [buffer] = createKernelBuffers(runBytes, 1) as [KernelBuffer];
    const count = Math.min(160, runBytes / pageSize);
    const wrong: string[] = [];
    for (let round = 0; round < 3; round++) {
      const pgno = 1 + random.below(0x7fef0000);
      for (let i = 0; i < count; i++) buffer.bytes.set(somePage(random, pageSize, pgno + i), i * pageSize);
      wrong.push(...disagreements(buffer, count, pageSize, pgno));
    }
    expect(wrong).toEqual([]);
  });

  it.each(pageSizes)('finds a wrong bit anywhere in a page of %i bytes', (pageSize) => {
    const random = seededRandom(seedForRun(`kernel bits ${pageSize}`));
    const [buffer] = createKernelBuffers(runBytes, 1) as [KernelBuffer];
    const count = runBytes / pageSize;
    const page = recordPage(random, pageSize, 1);
    const missed: number[] = [];
    for (let round = 0; round < 4; round++) {
      const bits = Array.from({ length: count }, () => random.below(8 * pageSize));
      bits.forEach((bit, i) => {
        // Every copy is checked as page 1, so the run is checked page by page.
        buffer.bytes.set(page, i * pageSize);
        flipBit(buffer.bytes, 8 * i * pageSize + bit);
      });
      for (let i = 0; i < count; i++) {
        buffer.bytes.copyWithin(0, i * pageSize, (i + 1) * pageSize);
        if (buffer.check(1, pageSize, 1) !== 1) missed.push(bits[i]!);
      }
    }
    expect(missed).toEqual([]);
  });

  it.each(Object.values(pageVectors))('knows the vector of %i bytes, page %i', (size, pgno, bytes) => {
    const [buffer] = createKernelBuffers(runBytes, 1) as [KernelBuffer];
    buffer.bytes.set(pageFromVector(size, bytes));
    expect(buffer.check(1, size, pgno)).toBe(0);
    expect(buffer.statuses[0]).toBe(pageStatus.good);
    expect(buffer.check(1, size, pgno + 1)).toBe(1);
    expect(buffer.statuses[0]).toBe(pageStatus.suspect);
  });

  it.each(pageSizes)('stamps pages of %i bytes as the reference does', (pageSize) => {
    const random = seededRandom(seedForRun(`kernel stamps ${pageSize}`));
    const slab = createKernelSlab(pageSize, 3);
    const stamped = slab.bytes.subarray(pageSize, 2 * pageSize);
    for (let round = 0; round < 100; round++) {
      const pgno = 1 + random.below(0x7fef0000);
      const page = somePage(random, pageSize, pgno);
      stamped.set(page);
      slab.stamp(1, pgno);
      stampPageChecksum(page, pgno);
      expect(Buffer.compare(stamped, page)).toBe(0);
    }
    const others = [slab.bytes.subarray(0, pageSize), slab.bytes.subarray(2 * pageSize)];
    expect(others.every((bytes) => bytes.every((byte) => byte === 0))).toBe(true);
  });

  it.each(Object.values(pageVectors))('stamps the vector of %i bytes, page %i', (size, pgno, bytes) => {
    const slab = createKernelSlab(size, 1);
    const page = pageFromVector(size, bytes);
    slab.bytes.set(page);
    slab.bytes.fill(0xff, 0, 8);
    slab.stamp(0, pgno);
    const isLegacy = (page[37]! & 0x20) === 0;
    if (!isLegacy) expect(Buffer.compare(slab.bytes, page)).toBe(0);
    expect(slab.check(0, pgno)).toBe(pageStatus.good);
  });

  it('works in several buffers that do not touch each other', () => {
    const buffers = createKernelBuffers(65536, 3);
    const random = seededRandom(1);
    buffers.forEach((buffer, n) => {
      for (let i = 0; i < 16; i++) buffer.bytes.set(recordPage(random, 4096, 100 * n + i + 1), i * 4096);
    });
    buffers.forEach((buffer, n) => expect(buffer.check(16, 4096, 100 * n + 1)).toBe(0));
    buffers[1]!.bytes.fill(0);
    expect(buffers.map((buffer, n) => buffer.check(16, 4096, 100 * n + 1))).toEqual([0, 0, 0]);
    expect([...buffers[1]!.statuses.subarray(0, 16)]).toEqual(new Array(16).fill(pageStatus.blank));
    expect([...buffers[0]!.statuses.subarray(0, 16)]).toEqual(new Array(16).fill(pageStatus.good));
  });
});
