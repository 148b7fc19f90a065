import { createFailingFileSystem, type FailureOptions } from '@esekit/core/testing';
import { seededRandom, seedForRun } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import { pageSizes } from '../../src/geometry';
import { copyWithCorrectedBits, type BitRepair } from '../../src/verify/repair-bits';
import { verifyDatabase } from '../../src/verify/verify-database';
import { isCorrectableBit } from '../checksum/damaged-bits';
import { buildDatabase, pageOf } from '../fixture/database';
import { contentOf, flipBit, memoryWith, sameBytes } from '../fixture/files';

async function repair(
  file: Uint8Array,
): Promise<{ result: BitRepair; copy: Uint8Array; source: Uint8Array }> {
  const fs = memoryWith({ 'a.edb': file });
  const result = await copyWithCorrectedBits(fs, 'a.edb', 'b.edb');
  return { result, copy: contentOf(fs, 'b.edb'), source: contentOf(fs, 'a.edb') };
}

describe('the corrected copy', () => {
  it.each(pageSizes)('is the original where each page has one wrong bit (%i bytes)', async (pageSize) => {
    const random = seededRandom(seedForRun(`repair ${pageSize}`));
    const original = buildDatabase({ pageSize, pages: 40, blank: [9], seed: random.seed });
    const file = original.slice();
    let count = 0;
    for (let pgno = 1; pgno <= 40; pgno++) {
      const bit = random.below(8 * pageSize);
      if (pgno === 9 || !isCorrectableBit(bit)) continue;
      flipBit(pageOf(file, pageSize, pgno), bit);
      count++;
    }
    const { result, copy, source } = await repair(file);
    expect(result).toMatchObject({ ok: true, headersRewritten: 0, left: [] });
    expect(result.corrected).toHaveLength(count);
    expect(sameBytes(copy, original)).toBe(true);
    expect(sameBytes(source, file)).toBe(true);
  });

  it.each([
    ['first', 0],
    ['second', 4096],
  ])('has both header copies from the intact one when the %s is damaged', async (_, at) => {
    const original = buildDatabase();
    const file = original.slice();
    flipBit(file, 8 * (at + 300));
    flipBit(file, 8 * (at + 310));
    const { result, copy } = await repair(file);
    expect(result).toMatchObject({ ok: true, headersRewritten: 1 });
    expect(sameBytes(copy, original)).toBe(true);
  });

  it('has damage that no bit explains as it is, and says so', async () => {
    const file = buildDatabase();
    flipBit(pageOf(file, 4096, 5), 100);
    for (const bit of [200, 300, 301]) flipBit(pageOf(file, 4096, 6), bit);
    const { result, copy } = await repair(file);
    expect(result.ok).toBe(false);
    expect(result.corrected.map(({ page }) => page)).toEqual([5]);
    expect(result.left.map(({ page }) => page)).toEqual([6]);
    expect(sameBytes(pageOf(copy, 4096, 6), pageOf(file, 4096, 6))).toBe(true);
    expect(sameBytes(pageOf(copy, 4096, 5), pageOf(buildDatabase(), 4096, 5))).toBe(true);
  });

  it('is fine when what is left lies behind the owned pages of a clean database', async () => {
    const file = buildDatabase({ owned: 10 });
    seededRandom(1).fill(pageOf(file, 4096, 15));
    expect((await repair(file)).result).toMatchObject({ ok: true, left: [{ page: 15 }] });
  });

  it.each([4096, 6000, 8191, 8192, 9000, 3 * 4096 + 1])(
    'of a file cut to %i bytes has those bytes',
    async (size) => {
      const file = buildDatabase().subarray(0, size);
      const { result, copy } = await repair(file);
      expect(result.ok).toBe(false);
      expect(sameBytes(copy, file)).toBe(true);
    },
  );

  it('verifies like the original', async () => {
    const file = buildDatabase({ pageSize: 16384, pages: 30 });
    for (const pgno of [1, 2, 29]) flipBit(pageOf(file, 16384, pgno), 70_000 + pgno);
    const fs = memoryWith({ 'a.edb': file });
    await copyWithCorrectedBits(fs, 'a.edb', 'b.edb');
    expect(await verifyDatabase(fs, 'b.edb')).toMatchObject({ ok: true, pages: { good: 30, bad: 0 } });
  });
});

describe('the target', () => {
  const one = Uint8Array.of(1);

  it('is not overwritten unless that is asked for', async () => {
    const fs = memoryWith({ 'a.edb': buildDatabase(), 'b.edb': one });
    await expect(copyWithCorrectedBits(fs, 'a.edb', 'b.edb')).rejects.toMatchObject({
      name: 'JET_errFileAlreadyExists',
    });
    expect(sameBytes(contentOf(fs, 'b.edb'), one)).toBe(true);
    await copyWithCorrectedBits(fs, 'a.edb', 'b.edb', { overwrite: true });
    expect(sameBytes(contentOf(fs, 'b.edb'), buildDatabase())).toBe(true);
    expect(fs.readDirectorySync('.')).toEqual(['a.edb', 'b.edb']);
  });

  it('is not there when the source is no database', async () => {
    const fs = memoryWith({ 'a.edb': new Uint8Array(65536) });
    await expect(copyWithCorrectedBits(fs, 'a.edb', 'b.edb')).rejects.toThrow();
    expect(fs.readDirectorySync('.')).toEqual(['a.edb']);
  });

  it('is not there when the copy is stopped', async () => {
    const fs = memoryWith({ 'a.edb': buildDatabase() });
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(copyWithCorrectedBits(fs, 'a.edb', 'b.edb', { signal })).rejects.toThrow('enough');
    expect(fs.readDirectorySync('.')).toEqual(['a.edb']);
  });
});

describe('a failure at any operation', () => {
  const file = buildDatabase({ pageSize: 32768, pages: 70 });
  flipBit(pageOf(file, 32768, 40), 99_999);

  async function attempt(
    options: FailureOptions,
  ): Promise<{ operations: string[]; names: string[]; target?: Uint8Array }> {
    const disk = memoryWith({ 'a.edb': file });
    const fs = createFailingFileSystem(disk, options);
    await copyWithCorrectedBits(fs, 'a.edb', 'b.edb').catch(() => undefined);
    if (!sameBytes(contentOf(disk, 'a.edb'), file)) throw new Error('the source was changed');
    const names = disk.readDirectorySync('.');
    const operations = fs.trace.map(({ operation }) => operation);
    return names.includes('b.edb')
      ? { operations, names, target: contentOf(disk, 'b.edb') }
      : { operations, names };
  }

  it('the copy is durable under another name before it gets its own', async () => {
    const { operations } = await attempt({});
    expect(operations.slice(-5)).toEqual(['sync', 'close', 'rename', 'syncDirectory', 'close']);
  });

  it('leaves no half copy: nothing, or all of it', async () => {
    const count = (await attempt({})).operations.length;
    const original = buildDatabase({ pageSize: 32768, pages: 70 });
    const wrong: string[] = [];
    for (let failAt = 1; failAt <= count; failAt++) {
      const { operations, names, target } = await attempt({ failAt, tornBytes: 1000 });
      const isWhole = target === undefined || sameBytes(target, original);
      const expected = target === undefined ? ['a.edb'] : ['a.edb', 'b.edb'];
      if (!isWhole || names.join() !== expected.join())
        wrong.push(`${failAt} ${operations[failAt - 1]}: ${names.join()}`);
    }
    expect(wrong).toEqual([]);
  });

  it('a kill leaves no file of the target’s name that is not whole', async () => {
    const count = (await attempt({})).operations.length;
    const original = buildDatabase({ pageSize: 32768, pages: 70 });
    for (let failAt = 1; failAt <= count; failAt++) {
      const { target } = await attempt({ failAt, tornBytes: 1000, afterwards: 'killed' });
      expect(target === undefined || sameBytes(target, original)).toBe(true);
    }
  });
});
