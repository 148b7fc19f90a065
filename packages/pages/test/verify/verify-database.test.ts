import type { EsekitEvent, Progress } from '@esekit/core';
import { createFailingFileSystem } from '@esekit/core/testing';
import { seededRandom, seedForRun } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import { pageSizes, pageOffset } from '../../src/geometry';
import { encodeTrailer } from '../../src/header/trailer';
import type { DatabaseHeader } from '../../src/header/header-fields';
import { verifyDatabase, type DatabaseTap, type VerifyOptions } from '../../src/verify/verify-database';
import type { DatabaseVerification } from '../../src/verify/database-verification';
import { stampPageChecksum } from '../../src/checksum/page-checksum';
import { isCorrectableBit } from '../checksum/damaged-bits';
import { buildDatabase, pageOf, signature, someTime } from '../fixture/database';
import { flipBit, memoryWith, sameBytes } from '../fixture/files';

function verify(file: Uint8Array, options: VerifyOptions = {}): Promise<DatabaseVerification> {
  return verifyDatabase(memoryWith({ 'a.edb': file }), 'a.edb', options);
}

/** `file` with something done to it. */
function damaged(file: Uint8Array, damage: (file: Uint8Array) => void): Uint8Array {
  const copy = file.slice();
  damage(copy);
  return copy;
}

function problemsOf(verification: DatabaseVerification): string[] {
  return verification.problems.map(({ error, text }) => `${error}: ${text}`);
}

const backupMark: DatabaseHeader['bkinfoFullCur'] = {
  lgposMark: { ib: 1, isec: 2, lGeneration: 3 },
  logtimeMark: someTime,
  genLow: 3,
  genHigh: 0,
};

describe('an intact database', () => {
  it.each(pageSizes)('of pages of %i bytes is all good', async (pageSize) => {
    const verification = await verify(buildDatabase({ pageSize, pages: 20, blank: [7, 20] }));
    expect(verification).toEqual({
      path: 'a.edb',
      type: 'database',
      ok: true,
      pageSize,
      state: 'CleanShutdown',
      headers: [
        { copy: 'primary', checksum: 'good' },
        { copy: 'shadow', checksum: 'good' },
      ],
      pages: { inFile: 20, owned: 20, good: 18, blank: 2, bad: 0, correctable: 0 },
      beyondOwned: { good: 0, blank: 0, bad: 0 },
      ownedRange: 'exact',
      bad: [],
      problems: [],
    });
  });

  it.each([2048, 4096, 8192])('in the legacy checksum format, %i bytes', async (pageSize) => {
    const verification = await verify(buildDatabase({ pageSize, pages: 9, format: 'legacy' }));
    expect(verification).toMatchObject({ ok: true, pages: { good: 9, bad: 0 } });
  });

  it('larger than several runs', async () => {
    const verification = await verify(buildDatabase({ pageSize: 32768, pages: 130 }));
    expect(verification).toMatchObject({ ok: true, pages: { inFile: 130, good: 130 } });
  });
});

describe('damaged pages', () => {
  it('are listed with error, bits, and whether they can be put right', async () => {
    const file = damaged(buildDatabase(), (bytes) => {
      flipBit(pageOf(bytes, 4096, 5), 5000);
      flipBit(pageOf(bytes, 4096, 6), 5000);
      flipBit(pageOf(bytes, 4096, 6), 6000);
      pageOf(bytes, 4096, 8).set(pageOf(bytes, 4096, 9));
      pageOf(bytes, 4096, 10)[28]! ^= 1;
      stampPageChecksum(pageOf(bytes, 4096, 10), 10);
    });
    const verification = await verify(file);
    expect(verification.ok).toBe(false);
    expect(verification.pages).toEqual({ inFile: 16, owned: 16, good: 12, blank: 0, bad: 4, correctable: 1 });
    expect(
      verification.bad.map(({ page, error, correctable, bits }) => [page, error, correctable, bits]),
    ).toEqual([
      [5, 'JET_errReadVerifyFailure', true, [5000]],
      [6, 'JET_errReadVerifyFailure', false, []],
      [8, 'JET_errReadVerifyFailure', false, []],
      [10, 'JET_errDatabaseCorrupted', false, []],
    ]);
    expect(verification.bad.map(({ text }) => text)).toEqual([
      'wrong bit 0 of byte 625; correctable',
      'checksum is wrong',
      'page 9 stands in the place of page 8',
      expect.stringContaining('free') as string,
    ]);
  });

  it.each(pageSizes)('of %i bytes: a random wrong bit in each page is found and named', async (pageSize) => {
    const random = seededRandom(seedForRun(`verify flips ${pageSize}`));
    const original = buildDatabase({ pageSize, pages: 40, seed: random.seed });
    for (let round = 0; round < 3; round++) {
      const bits = new Map<number, number>();
      const file = damaged(original, (bytes) => {
        for (let pgno = 3; pgno <= 40; pgno++) {
          const bit = random.below(8 * pageSize);
          bits.set(pgno, bit);
          flipBit(pageOf(bytes, pageSize, pgno), bit);
        }
      });
      const { bad, pages } = await verify(file);
      expect(pages.good).toBe(2);
      const expected = [...bits].map(([page, bit]) => ({
        page,
        bits: isCorrectableBit(bit) ? [bit] : [],
        correctable: isCorrectableBit(bit),
      }));
      expect(bad.map(({ page, bits: found, correctable }) => ({ page, bits: found, correctable }))).toEqual(
        expected,
      );
    }
  });

  it('are told to the sink as they are met', async () => {
    const events: EsekitEvent[] = [];
    const file = damaged(buildDatabase(), (bytes) => flipBit(pageOf(bytes, 4096, 5), 5000));
    await verify(file, { onEvent: (event) => events.push(event) });
    expect(events).toEqual([
      {
        kind: 'damage',
        path: 'a.edb',
        offset: 6 * 4096,
        size: 4096,
        error: 'JET_errReadVerifyFailure',
        text: 'page 5: wrong bit 0 of byte 625; correctable',
      },
    ]);
  });
});

describe('pages behind the owned range', () => {
  const options = { pages: 16, owned: 10, blank: [12, 13] };
  const withGarbage = (header: Partial<DatabaseHeader>): Uint8Array =>
    damaged(buildDatabase({ ...options, header }), (bytes) => {
      seededRandom(1).fill(pageOf(bytes, 4096, 15));
    });

  it('of a clean database are counted apart and are no damage', async () => {
    const verification = await verify(withGarbage({}));
    expect(verification).toMatchObject({
      ok: true,
      ownedRange: 'exact',
      pages: { inFile: 16, owned: 10, good: 13, blank: 2, bad: 1 },
      beyondOwned: { good: 3, blank: 2, bad: 1 },
      bad: [{ page: 15, beyondOwned: true }],
    });
  });

  it('of a dirty database are damage, because the range may be older than the file', async () => {
    const verification = await verify(withGarbage({ dbstate: 2 }));
    expect(verification).toMatchObject({
      ok: false,
      state: 'DirtyShutdown',
      ownedRange: 'maybeStale',
      beyondOwned: { good: 3, blank: 2, bad: 1 },
      bad: [{ page: 15, beyondOwned: true }],
    });
  });

  it('do not hide damage inside it', async () => {
    const file = damaged(withGarbage({}), (bytes) => flipBit(pageOf(bytes, 4096, 10), 999));
    const verification = await verify(file);
    expect(verification.ok).toBe(false);
    expect(verification.bad.map(({ page, beyondOwned }) => [page, beyondOwned])).toEqual([
      [10, false],
      [15, true],
    ]);
  });
});

describe('an owned range that cannot be read', () => {
  const withoutRoot = (header: Partial<DatabaseHeader>): Uint8Array =>
    damaged(buildDatabase({ header }), (bytes) => pageOf(bytes, 4096, 1).fill(0));

  it('of a dirty database is unknown and no damage by itself', async () => {
    const verification = await verify(withoutRoot({ dbstate: 2 }));
    expect(verification).toMatchObject({
      ok: true,
      ownedRange: 'unknown',
      pages: { owned: null, blank: 1, good: 15 },
      beyondOwned: { good: 0, blank: 0, bad: 0 },
      problems: [],
    });
  });

  it('of a clean database is damage', async () => {
    const verification = await verify(withoutRoot({}));
    expect(verification.ok).toBe(false);
    expect(verification.pages.owned).toBeNull();
    expect(problemsOf(verification)).toEqual(['JET_errPageNotInitialized: owned range: page 1 is blank']);
  });

  it('when the file cannot be read, that is a failure and no result', async () => {
    const fs = createFailingFileSystem(memoryWith({ 'a.edb': buildDatabase() }), { failAt: 2 });
    await expect(verifyDatabase(fs, 'a.edb')).rejects.toMatchObject({ name: 'JET_errDiskIO' });
  });
});

describe('the end of the file', () => {
  const file = buildDatabase({ pages: 16 });

  it.each([
    [pageOffset(10, 4096), 9],
    [pageOffset(16, 4096), 15],
    [pageOffset(3, 4096), 2],
  ])('cut at a page, after %i bytes', async (size, inFile) => {
    const verification = await verify(file.subarray(0, size));
    expect(verification).toMatchObject({ ok: false, pages: { inFile, owned: 16, good: inFile, bad: 0 } });
    expect(problemsOf(verification)).toEqual([
      expect.stringMatching(/^JET_errDatabaseCorrupted: .*truncated/),
    ]);
  });

  it('cut inside a page', async () => {
    const verification = await verify(file.subarray(0, pageOffset(10, 4096) + 1));
    expect(verification).toMatchObject({ ok: false, pages: { inFile: 9, good: 9 } });
    expect(problemsOf(verification)).toEqual([
      expect.stringContaining('not a multiple of the page size') as string,
      expect.stringContaining('truncated') as string,
    ]);
  });

  it('a few bytes too many', async () => {
    const longer = new Uint8Array(file.length + 100);
    longer.set(file);
    const verification = await verify(longer);
    expect(verification).toMatchObject({ ok: false, pages: { inFile: 16, good: 16 } });
    expect(problemsOf(verification)).toEqual([
      expect.stringContaining('not a multiple of the page size') as string,
    ]);
  });

  it.each([4096, 4097, 8191, 8192, 10000])('a file of %i bytes has no pages', async (size) => {
    const verification = await verify(file.subarray(0, size));
    expect(verification).toMatchObject({ ok: false, pages: { inFile: 0, owned: null, good: 0 } });
    const shadow = size < 8192 ? 'bad' : 'good';
    expect(verification.headers.map((copy) => copy.checksum)).toEqual(['good', shadow]);
  });

  it('a dirty database that is too short is damaged too', async () => {
    const dirty = buildDatabase({ pages: 16, header: { dbstate: 2 } });
    expect((await verify(dirty.subarray(0, pageOffset(10, 4096)))).ok).toBe(false);
  });
});

describe('the header copies', () => {
  it.each([
    ['first', 0, ['bad', 'good']],
    ['second', 4096, ['good', 'bad']],
  ])('a damaged %s one is damage, and the other is used', async (_, at, expected) => {
    const verification = await verify(damaged(buildDatabase(), (bytes) => flipBit(bytes, 8 * (at + 700))));
    expect(verification.ok).toBe(false);
    expect(verification.headers.map((copy) => copy.checksum)).toEqual(expected);
    expect(verification.pages).toMatchObject({ good: 16, bad: 0 });
  });

  it.each([
    [700, 'JET_errInvalidDatabaseVersion'],
    [4, 'JET_errDatabaseCorrupted'],
  ])('both damaged at %i: nothing can be said of the pages', async (at, name) => {
    const file = damaged(buildDatabase(), (bytes) => {
      for (const copy of [0, 4096]) flipBit(bytes, 8 * (copy + at));
    });
    await expect(verify(file)).rejects.toMatchObject({ name });
  });
});

describe('a backup copy', () => {
  const copy = (header: Partial<DatabaseHeader> = {}): Uint8Array => {
    const file = buildDatabase({ header: { dbstate: 2, bkinfoFullCur: backupMark, ...header } });
    const trailer = encodeTrailer(4096, {
      bkinfo: { ...backupMark, genHigh: 5 },
      signDb: signature(17),
      signLog: signature(0),
      lgenMinReq: 3,
      lgenMaxReq: 5,
      lgenMaxCommitted: 5,
      logtimeGenMaxRequired: someTime,
      logtimeGenMaxCommitted: someTime,
    });
    const whole = new Uint8Array(file.length + trailer.length);
    whole.set(file);
    whole.set(trailer, file.length);
    return whole;
  };

  it('its trailer is no page', async () => {
    expect(await verify(copy())).toMatchObject({
      ok: true,
      type: 'backupDatabase',
      trailer: 'good',
      pages: { inFile: 16, good: 16, bad: 0 },
    });
  });

  it('a damaged trailer is damage', async () => {
    const verification = await verify(damaged(copy(), (bytes) => flipBit(bytes, 8 * (bytes.length - 100))));
    expect(verification).toMatchObject({ ok: false, trailer: 'bad', pages: { inFile: 16, bad: 0 } });
    expect(problemsOf(verification)).toEqual([expect.stringMatching(/^JET_errBadPatchPage/)]);
  });

  it('without its trailer takes its last page for one', async () => {
    const verification = await verify(copy().subarray(0, -4096));
    expect(verification).toMatchObject({ ok: false, trailer: 'bad', pages: { inFile: 15, owned: 16 } });
  });

  it('whose trailer was taken over has a blank page there, beyond the owned ones', async () => {
    const header = { bkinfoFullCur: { ...backupMark, genHigh: 5 } };
    const file = damaged(copy(header), (bytes) => bytes.fill(0, bytes.length - 4096));
    const verification = await verify(file);
    expect(verification).toMatchObject({ ok: true, type: 'backupDatabase', pages: { inFile: 17, blank: 1 } });
    expect(verification).not.toHaveProperty('trailer');
    expect(verification.beyondOwned).toEqual({ good: 0, blank: 1, bad: 0 });
  });
});

describe('what passes by', () => {
  /** Puts the pieces together again and checks that they come one behind the other. */
  function collectingTap(): { tap: DatabaseTap; pieces: Uint8Array[]; gaps: number[] } {
    const pieces: Uint8Array[] = [];
    const gaps: number[] = [];
    let end = 0;
    const tap: DatabaseTap = ({ bytes, position }) => {
      if (position !== end) gaps.push(position);
      pieces.push(bytes.slice());
      end = position + bytes.length;
    };
    return { tap, pieces, gaps };
  }

  it.each([0, 1, 100, 4095])(
    'every byte once and in order, with %i bytes behind the last page',
    async (tail) => {
      const database = buildDatabase({ pageSize: 8192, pages: 300, blank: [40] });
      const file = new Uint8Array(database.length + tail).fill(9, database.length);
      file.set(database);
      const { tap, pieces, gaps } = collectingTap();
      await verify(file, { tap });
      expect(gaps).toEqual([]);
      expect(sameBytes(Buffer.concat(pieces), file)).toBe(true);
    },
  );

  it('is valid while the next piece is worked on', async () => {
    const file = buildDatabase({ pageSize: 32768, pages: 100 });
    const wrong: number[] = [];
    let last: { bytes: Uint8Array; position: number } | undefined;
    await verify(file, {
      tap: async ({ bytes, position }) => {
        await new Promise((resolve) => setTimeout(resolve, 2));
        if (last && !sameBytes(last.bytes, file.subarray(last.position, last.position + last.bytes.length))) {
          wrong.push(last.position);
        }
        last = { bytes, position };
      },
    });
    expect(wrong).toEqual([]);
  });

  it('carries the damage of its own pages', async () => {
    const file = damaged(buildDatabase({ pageSize: 32768, pages: 100 }), (bytes) => {
      for (const pgno of [20, 70, 71]) flipBit(pageOf(bytes, 32768, pgno), 9999);
    });
    const damage: number[][] = [];
    await verify(file, { tap: (piece) => void damage.push(piece.damage.map(({ page }) => page)) });
    expect(damage).toEqual([[], [20], [70, 71]]);
  });

  it('progress goes up to the whole file', async () => {
    const progress: Progress[] = [];
    const file = buildDatabase({ pageSize: 32768, pages: 300 });
    await verify(file, { onProgress: (step) => progress.push(step) });
    expect(progress.map(({ bytesDone }) => bytesDone / 32768)).toEqual([130, 258, 302]);
    expect(progress.every((step) => step.bytesTotal === file.length && step.subject === 'a.edb')).toBe(true);
  });

  it('ends when it is told to, and closes the file', async () => {
    const fs = createFailingFileSystem(
      memoryWith({ 'a.edb': buildDatabase({ pageSize: 32768, pages: 100 }) }),
    );
    const controller = new AbortController();
    const verification = verifyDatabase(fs, 'a.edb', {
      signal: controller.signal,
      onProgress: () => controller.abort(new Error('enough')),
    });
    await expect(verification).rejects.toThrow('enough');
    expect(fs.trace.at(-1)?.operation).toBe('close');
  });

  it('a file that is not there is JET_errFileNotFound', async () => {
    await expect(verifyDatabase(memoryWith({}), 'b.edb')).rejects.toMatchObject({
      name: 'JET_errFileNotFound',
    });
  });
});
