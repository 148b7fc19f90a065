import { pageFromVector, seededRandom, seedForRun } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import { readEccChecksum } from '../../src/checksum/ecc';
import { FlushMap } from '../../src/flush-map/flush-map';
import { readFlushMap, readFlushMapHeader } from '../../src/flush-map/flush-map-reader';
import {
  decodeFlushMapHeader,
  encodeFlushMapHeader,
  flushMapRejection,
} from '../../src/flush-map/flush-map-header';
import {
  flushMapClean,
  flushMapPageOffset,
  flushMapPagesFor,
  flushMapPagesPerPage,
  flushMapPageSize,
  type FlushMapHeader,
} from '../../src/flush-map/flush-map-layout';
import {
  createFlushMapPage,
  flushMapDbtimeMax,
  flushMapState,
  isGoodFlushMapPage,
  setFlushMapState,
  stampFlushMapPage,
} from '../../src/flush-map/flush-map-page';
import { verifyFlushMap } from '../../src/verify/verify-flush-map';
import type { DatabaseHeader } from '../../src/header/header-fields';
import { signature, someTime } from '../fixture/database';
import { flipBit, memoryWith, sameBytes } from '../fixture/files';
import { attachedHeader, databaseHeader, flushMapFile, mapWith, statesOf } from './flush-map-fixture';

describe('a data page', () => {
  const example = { 1: 1, 2: 2, 3: 3, 4: 1, 31: 2 };

  it('is laid out like the example of the format document', () => {
    const page = createFlushMapPage(0);
    new DataView(page.buffer).setBigUint64(8, 0x193n, true);
    for (const [pgno, state] of Object.entries(example)) setFlushMapState(page, Number(pgno), state);
    stampFlushMapPage(page, 0);
    const expected = pageFromVector(8192, '@0 88610002 56015601 9301 @36 00200000 @64 1b40 @71 02');
    // The example gives the checksum as one number.
    new DataView(expected.buffer).setBigUint64(0, 0x0156015602006188n, true);
    expect(sameBytes(page, expected)).toBe(true);
    expect(isGoodFlushMapPage(page, 0)).toBe(true);
    expect(isGoodFlushMapPage(page, 1)).toBe(false);
    expect(readEccChecksum(page, 0)).toEqual({ ecc: 0x01560156, xor: 0x02006188 });
  });

  it('keeps four states per byte, the first in the highest bits', () => {
    const page = createFlushMapPage(0);
    const random = seededRandom(seedForRun('flush map slots'));
    const states = Array.from({ length: flushMapPagesPerPage }, () => random.below(4));
    for (const [slot, state] of states.entries()) setFlushMapState(page, slot, 3 - state);
    for (const [slot, state] of states.entries()) setFlushMapState(page, slot, state);
    const wrong = states.filter((state, slot) => flushMapState(page, slot) !== state);
    expect(wrong).toEqual([]);
    const packed = states.slice(0, 4).reduce((byte, state) => (byte << 2) | state, 0);
    expect(page[64]).toBe(packed);
  });

  it('covers 32512 pages; the next page of the map begins with slot 0', () => {
    expect(flushMapPagesPerPage).toBe(32512);
    expect([0, 1, 32511, 32512, 65023, 65024].map(flushMapPagesFor)).toEqual([1, 1, 1, 2, 2, 3]);
    const page = createFlushMapPage(1);
    setFlushMapState(page, 32512, 3);
    expect(page[64]).toBe(0xc0);
  });

  it('when new knows nothing', () => {
    const page = createFlushMapPage(7);
    expect(flushMapDbtimeMax(page)).toBe(0xffff_ffff_ffff_ffffn);
    expect(new DataView(page.buffer).getUint32(16, true)).toBe(7);
    expect(page.subarray(64).every((byte) => byte === 0)).toBe(true);
  });
});

describe('the header', () => {
  it('has its fields where the format puts them', () => {
    const page = encodeFlushMapHeader({
      ...attachedHeader,
      lGenMinRequiredTarget: 9,
      logtimeAttach: someTime,
    });
    const view = new DataView(page.buffer);
    expect(page.length).toBe(8192);
    expect([4, 8, 12, 36, 48, 64, 68, 88, 116, 667].map((at) => view.getUint32(at, true))).toEqual([
      3,
      0,
      0,
      0x2000,
      someTime.low,
      5,
      9,
      1,
      2,
      7,
    ]);
    expect(page.subarray(671).every((byte) => byte === 0)).toBe(true);
    expect(decodeFlushMapHeader(page)).toMatchObject({ lGenMinRequired: 5, signDbHdrFlush: signature(1) });
  });

  it('is none with a wrong bit, of another file type, or cut short', () => {
    const page = encodeFlushMapHeader(attachedHeader);
    expect(decodeFlushMapHeader(page.subarray(0, 8191))).toBeUndefined();
    expect(decodeFlushMapHeader(encodeFlushMapHeader({ ...attachedHeader, filetype: 1 }))).toBeUndefined();
    flipBit(page, 8 * 5000);
    expect(decodeFlushMapHeader(page)).toBeUndefined();
  });

  it('that is not intact is told by the reader', async () => {
    const file = memoryWith({ 'a.jfm': new Uint8Array(16384) }).openSync('a.jfm', 'read');
    await expect(readFlushMapHeader(file)).rejects.toMatchObject({ name: 'JET_errReadVerifyFailure' });
  });
});

describe('pairing with a database', () => {
  const clean = { flags: 0x2000 | flushMapClean };

  it.each<[string, Partial<FlushMapHeader>, Partial<DatabaseHeader>, string | undefined]>([
    ['both signatures match', {}, {}, undefined],
    ['the database was written last', { signDbHdrFlush: signature(8) }, {}, undefined],
    ['the map was written last', { signFlushMapHdrFlush: signature(8) }, {}, undefined],
    [
      'neither matches',
      { signDbHdrFlush: signature(8), signFlushMapHdrFlush: signature(9) },
      {},
      'otherDatabase',
    ],
    [
      'two signatures that are not set do not match',
      { signDbHdrFlush: zero(), signFlushMapHdrFlush: signature(9) },
      { signDbHdrFlush: zero() },
      'otherDatabase',
    ],
    ['the map is ahead of the database', { lGenMinRequired: 7 }, {}, undefined],
    ['the map is behind the database', { lGenMinRequired: 4 }, {}, 'notRecoverable'],
    ['the database requires nothing', {}, { lGenMinRequired: 0 }, 'notRecoverable'],
    ['clean, whatever is required', { ...clean, lGenMinRequired: 0 }, {}, undefined],
    ['clean, and the database too', { ...clean, lGenMinRequired: 0 }, { lGenMinRequired: 0 }, undefined],
    [
      'clean, of another database',
      { ...clean, signDbHdrFlush: signature(8), signFlushMapHdrFlush: signature(9) },
      {},
      'otherDatabase',
    ],
    ['an older version', { ulVersionMajor: 2 }, {}, 'version'],
    ['a newer version', { ulVersionMajor: 4 }, {}, 'version'],
    ['a newer update', { ulVersionUpdateMajor: 1 }, {}, 'version'],
    ['a newer minor update', { ulVersionUpdateMinor: 9 }, {}, undefined],
  ])('%s', (_, map, database, expected) => {
    const header = decodeFlushMapHeader(encodeFlushMapHeader({ ...attachedHeader, ...map }))!;
    expect(flushMapRejection(header, databaseHeader(database))).toBe(expected);
  });

  function zero(): ReturnType<typeof signature> {
    return { random: 0, time: { low: 0, high: 0 }, computerName: '' };
  }
});

describe('the map in memory', () => {
  it('knows what was recorded, and 0 of everything else', () => {
    const map = mapWith(100, { 1: 1, 50: 3 });
    expect(statesOf(map, 200)).toEqual({ 1: 1, 50: 3 });
    expect(map.stateOf(10_000_000)).toBe(0);
  });

  it('grows, and says which of its pages have to be written', () => {
    const map = new FlushMap(1);
    expect(map.takeDirty()).toEqual([0]);
    expect(map.takeDirty()).toEqual([]);
    map.record(70_000, 2, 5n);
    expect(map.takeDirty()).toEqual([1, 2]);
    map.record(1, 2, 5n);
    expect(map.takeDirty()).toEqual([0]);
    expect(map.stateOf(70_000)).toBe(2);
    expect(map.pages).toHaveLength(3);
  });

  it('remembers the highest dbtime of each of its pages', () => {
    const map = new FlushMap(40_000);
    for (const dbtime of [7n, 9n, 8n]) map.record(1, 1, dbtime);
    map.record(40_000, 1, 3n);
    expect(map.pages.map(flushMapDbtimeMax)).toEqual([9n, 3n]);
  });

  it('forgets a page of the map when a page of the database is newer than it knows', () => {
    const map = new FlushMap(40_000);
    map.record(1, 1, 9n);
    map.record(40_000, 2, 9n);
    map.takeDirty();
    map.noticeRead(2, 9n);
    map.noticeRead(10_000_000, 99n);
    expect(map.takeDirty()).toEqual([]);
    map.noticeRead(2, 10n);
    expect(map.takeDirty()).toEqual([0]);
    expect([map.stateOf(1), map.stateOf(40_000)]).toEqual([0, 2]);
    map.noticeRead(2, 99n);
    expect(map.takeDirty()).toEqual([]);
  });
});

describe('reading a map', () => {
  const states = { 1: 1, 32511: 2, 32512: 3, 70_000: 1 };
  const whole = flushMapFile(mapWith(70_000, states));

  async function read(file: Uint8Array, pgnoLast = 70_000): Promise<{ states: object; unknown: number[] }> {
    const { map, unknown } = await readFlushMap(
      memoryWith({ 'a.jfm': file }).openSync('a.jfm', 'read'),
      pgnoLast,
    );
    return { states: statesOf(map, 70_000), unknown };
  }

  it('gives what was written', async () => {
    expect(await read(whole)).toEqual({ states, unknown: [] });
  });

  it('a damaged page starts as unknown, and the others do not', async () => {
    const file = whole.slice();
    flipBit(file, 8 * (flushMapPageOffset(1) + 100));
    expect(await read(file)).toEqual({ states: { 1: 1, 32511: 2, 70_000: 1 }, unknown: [1] });
  });

  it('pages that are not there start as unknown', async () => {
    const file = whole.subarray(0, flushMapPageOffset(1) + 100);
    expect(await read(file)).toEqual({ states: { 1: 1, 32511: 2 }, unknown: [1, 2] });
  });

  it('pages of one map in the place of others are not taken', async () => {
    const file = whole.slice();
    file.copyWithin(flushMapPageOffset(2), flushMapPageOffset(0), flushMapPageOffset(1));
    expect((await read(file)).unknown).toEqual([2]);
  });

  it('may be larger than the database', async () => {
    expect(await read(whole, 100)).toEqual({ states: { 1: 1, 32511: 2 }, unknown: [] });
  });

  it('a page that was read is not dirty', async () => {
    const { map } = await readFlushMap(memoryWith({ 'a.jfm': whole }).openSync('a.jfm', 'read'), 70_000);
    expect(map.takeDirty()).toEqual([]);
  });
});

describe('verifying a map', () => {
  const whole = flushMapFile(mapWith(70_000, { 1: 1, 40_000: 2 }));
  const verify = (file: Uint8Array): ReturnType<typeof verifyFlushMap> =>
    verifyFlushMap(memoryWith({ 'a.jfm': file }), 'a.jfm');

  it('intact', async () => {
    expect(await verify(whole)).toEqual({
      path: 'a.jfm',
      type: 'flushMap',
      ok: true,
      headers: [{ copy: 'primary', checksum: 'good' }],
      pages: { inFile: 3, good: 3, blank: 0, bad: 0, correctable: 0 },
      bad: [],
      problems: [],
    });
  });

  it('damaged: each page by its number, and whether one bit explains it', async () => {
    const file = whole.slice();
    flipBit(file, 8 * (flushMapPageOffset(0) + 200));
    flipBit(file, 8 * (flushMapPageOffset(1) + 3));
    file.fill(0, flushMapPageOffset(2));
    expect(await verify(file)).toMatchObject({
      ok: false,
      pages: { inFile: 3, good: 0, blank: 1, bad: 2, correctable: 1 },
      bad: [
        { page: 0, error: 'JET_errReadVerifyFailure', correctable: true },
        { page: 1, error: 'JET_errReadVerifyFailure', correctable: false },
      ],
    });
  });

  it.each([
    ['a damaged header', (file: Uint8Array) => (flipBit(file, 8 * 6000), file), 3, 3],
    ['a header cut short', (file: Uint8Array) => file.subarray(0, 100), 0, 0],
    ['nothing', (file: Uint8Array) => file.subarray(0, 0), 0, 0],
    ['a last page cut short', (file: Uint8Array) => file.subarray(0, file.length - 1), 3, 2],
  ])('%s', async (_, damage, inFile, good) => {
    const verification = await verify(damage(whole.slice()));
    expect(verification).toMatchObject({ ok: false, pages: { inFile, good } });
  });

  it('finds a random wrong bit in any page', async () => {
    const random = seededRandom(seedForRun('flush map flips'));
    for (let round = 0; round < 60; round++) {
      const file = whole.slice();
      const bit = random.below(8 * file.length);
      flipBit(file, bit);
      const verification = await verify(file);
      expect(verification.ok).toBe(false);
      const page = Math.floor(bit / 8 / flushMapPageSize) - 1;
      expect(verification.bad.map((bad) => bad.page)).toEqual(page < 0 ? [] : [page]);
      expect(verification.problems).toHaveLength(page < 0 ? 1 : 0);
    }
  });
});
