import { lgposMin, logTimeFromDate, type BackupInfo } from '@esekit/core';
import { describe, expect, it } from 'vitest';
import { hasGoodXorChecksum } from '../../src/checksum/xor';
import { decodeDatabaseHeader } from '../../src/header/database-header';
import type { DatabaseHeader } from '../../src/header/header-fields';
import {
  applyTrailer,
  decodeTrailer,
  encodeTrailer,
  expectsTrailer,
  isBackupCopy,
  type Trailer,
} from '../../src/header/trailer';
import { signature, someTime } from '../fixture/database';
import { flipBit } from '../fixture/files';

const mark = { ib: 0x123, isec: 7, lGeneration: 9 };
const running: BackupInfo = { lgposMark: mark, logtimeMark: someTime, genLow: 3, genHigh: 0 };
const requiredTime = logTimeFromDate(new Date('2024-05-06T08:00:00Z'));
const committedTime = logTimeFromDate(new Date('2024-05-06T09:00:00Z'));

const header: DatabaseHeader = {
  ...decodeDatabaseHeader(new Uint8Array(4096)),
  dbstate: 2,
  signDb: signature(1),
  signLog: signature(2),
  bkinfoFullCur: running,
  lGenMinRequired: 4,
  lGenMinConsistent: 5,
  lGenMaxRequired: 6,
  lGenMaxCommitted: 7,
  lGenPreRedoMinRequired: 5,
};

const trailer: Trailer = {
  bkinfo: { ...running, genHigh: 9 },
  signDb: signature(1),
  signLog: signature(2),
  lgenMinReq: 3,
  lgenMaxReq: 8,
  lgenMaxCommitted: 9,
  logtimeGenMaxRequired: requiredTime,
  logtimeGenMaxCommitted: committedTime,
};

describe('the trailer page', () => {
  it.each([4096, 32768])('of %i bytes survives writing and reading', (size) => {
    const page = encodeTrailer(size, trailer);
    expect(page.length).toBe(size);
    expect(hasGoodXorChecksum(page)).toBe(true);
    expect(decodeTrailer(page)).toEqual(trailer);
  });

  it('has its fields where the format puts them', () => {
    const view = new DataView(encodeTrailer(4096, trailer).buffer);
    expect([40 + 16, 40 + 20, 64, 92, 120, 124, 128].map((at) => view.getUint32(at, true))).toEqual([
      3, 9, 1, 2, 3, 8, 9,
    ]);
    expect([view.getUint32(132, true), view.getUint32(140, true)]).toEqual([
      requiredTime.low,
      committedTime.low,
    ]);
    expect([4, 8, 36, 148].map((at) => view.getUint32(at, true))).toEqual([0, 0, 0, 0]);
  });

  it('with a wrong bit is JET_errBadPatchPage', () => {
    const page = encodeTrailer(4096, trailer);
    flipBit(page, 8 * 2000);
    const badPage = expect.objectContaining({ name: 'JET_errBadPatchPage' }) as Error;
    expect(() => decodeTrailer(page)).toThrow(badPage);
    expect(() => decodeTrailer(new Uint8Array(4096))).toThrow(badPage);
  });

  it('is expected while the header does not know the last generation', () => {
    expect([isBackupCopy(header), expectsTrailer(header)]).toEqual([true, true]);
    const restored = { ...header, bkinfoFullCur: trailer.bkinfo };
    expect([isBackupCopy(restored), expectsTrailer(restored)]).toEqual([true, false]);
    const ordinary = { ...header, bkinfoFullCur: { ...running, genLow: 0 } };
    expect([isBackupCopy(ordinary), expectsTrailer(ordinary)]).toEqual([false, false]);
  });
});

describe('taking the trailer over', () => {
  it('widens the range and clears what redo remembers', () => {
    expect(applyTrailer(header, trailer)).toEqual({
      bkinfoFullCur: trailer.bkinfo,
      lGenMinRequired: 3,
      lGenMinConsistent: 3,
      lGenPreRedoMinRequired: 0,
      lGenPreRedoMinConsistent: 0,
      lGenMaxRequired: 8,
      logtimeGenMaxRequired: requiredTime,
      lGenMaxCommitted: 9,
      logtimeGenMaxCreate: committedTime,
    });
  });

  it('takes the last generation of the set where the trailer has none', () => {
    expect(applyTrailer(header, { ...trailer, lgenMaxReq: 0, lgenMaxCommitted: 0 })).toMatchObject({
      lGenMaxRequired: 9,
      lGenMaxCommitted: 9,
    });
  });

  it('never raises the first generation', () => {
    expect(applyTrailer(header, { ...trailer, lgenMinReq: 6 })).toMatchObject({ lGenMinRequired: 4 });
    expect(applyTrailer(header, { ...trailer, lgenMinReq: 0 })).toMatchObject({
      lGenMinRequired: 4,
      lGenMinConsistent: 4,
    });
  });

  it('never lowers the last ones', () => {
    const change = applyTrailer(header, { ...trailer, lgenMaxReq: 5, lgenMaxCommitted: 6 });
    expect(change).not.toHaveProperty('lGenMaxRequired');
    expect(change).not.toHaveProperty('lGenMaxCommitted');
    expect(change).not.toHaveProperty('logtimeGenMaxCreate');
  });

  it.each<[string, Partial<Trailer>]>([
    ['another database', { signDb: signature(9) }],
    ['another log stream', { signLog: signature(9) }],
    ['a backup that did not end', { bkinfo: running }],
    ['another backup', { bkinfo: { ...trailer.bkinfo, lgposMark: lgposMin } }],
  ])('of %s is JET_errDatabasePatchFileMismatch', (_, change) => {
    expect(() => applyTrailer(header, { ...trailer, ...change })).toThrow(
      expect.objectContaining({ name: 'JET_errDatabasePatchFileMismatch' }),
    );
  });
});
