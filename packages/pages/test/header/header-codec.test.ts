import {
  backupInfoNone,
  formatLgpos,
  formatLogTime,
  logTimeNone,
  lgposMin,
  signatureNone,
} from '@esekit/core';
import { seededRandom, seedForRun } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import { hasGoodXorChecksum } from '../../src/checksum/xor';
import { createHeaderImage, decodeDatabaseHeader, updateHeaderImage } from '../../src/header/database-header';
import { headerFields, type DatabaseHeader } from '../../src/header/header-fields';
import { sameBytes } from '../fixture/files';
import { signature } from '../fixture/database';
import { headerVector } from './header-vectors';

const sizes = { u8: 1, u32: 4, u64: 8, lgpos: 8, logtime: 8, signature: 28, bkinfo: 24 } as const;

/** What a field that was never set decodes to. */
const unset = {
  u8: 0,
  u32: 0,
  u64: 0n,
  lgpos: lgposMin,
  logtime: logTimeNone,
  signature: signatureNone,
  bkinfo: backupInfoNone,
} as const;

/** Bytes of the defined part that no field covers (01 §4). */
const reservedBytes = [664, 665, 666, 671];
const definedSize = 748;

describe('the header vectors', () => {
  it('H1 decodes to its facts', () => {
    const header = decodeDatabaseHeader(headerVector('H1'));
    expect(header).toMatchObject({
      ulChecksum: 0x98a810d4,
      ulMagic: 0x89abcdef,
      ulVersion: 0x620,
      ulDaeUpdateMajor: 0x14,
      ulDaeUpdateMinor: 0,
      dbstate: 3,
      dbtimeDirtied: 0x193n,
      dbid: 1,
      objidLast: 8,
      cbPageSize: 4096,
      filetype: 1,
      ulCreateVersion: 0x620,
      ulCreateUpdate: 0x14,
      qwSortVersion: 0xffff_ffff_ffff_ffffn,
      lgposDetach: header.lgposConsistent,
    });
    expect([header.dwMajor, header.dwMinor, header.dwBuild]).toEqual([6, 2, 9200]);
    expect(formatLgpos(header.lgposConsistent)).toBe('1:16:0');
    expect(formatLgpos(header.lgposAttach)).toBe('1:14:268');
    expect(formatLogTime(header.logtimeConsistent)).toMatch(/^2022-08-19T11:46:33\.\d{3}Z$/);
  });

  it('H2 decodes to its facts', () => {
    const header = decodeDatabaseHeader(headerVector('H2'));
    expect(header).toMatchObject({
      ulChecksum: 0x75cd211a,
      ulDaeUpdateMajor: 300,
      ulDaeUpdateMinor: 620,
      efvMaxBinAttachDiagnostic: 9620,
      dbstate: 2,
      cbPageSize: 16384,
      lGenMinRequired: 0x17,
      lGenMaxRequired: 0x17,
      lGenMaxCommitted: 0x17,
      lGenMinConsistent: 0x17,
      ulTrimCount: 11,
      ulExtendCount: 3,
      lgposLastResize: header.lgposAttach,
    });
    expect([header.dwMajor, header.dwMinor, header.dwBuild]).toEqual([10, 0, 26100]);
    expect(header.logtimeGenMaxRequired).toEqual(header.logtimeGenMaxCreate);
  });

  it.each(['H1', 'H2'] as const)('%s written field by field into a new image is the same page', (name) => {
    const image = headerVector(name);
    const again = createHeaderImage(image.length, decodeDatabaseHeader(image));
    expect(sameBytes(again, image)).toBe(true);
  });
});

describe('the field table', () => {
  it('covers the defined part of the header once, the reserved bytes excepted', () => {
    const covered = new Array<number>(definedSize).fill(0);
    for (const [offset, type] of Object.values(headerFields)) {
      for (let i = 0; i < sizes[type]; i++) covered[offset + i]!++;
    }
    expect(covered.length).toBe(definedSize);
    const uncovered = covered.flatMap((count, at) => (count === 1 ? [] : [at]));
    expect(uncovered).toEqual(reservedBytes);
  });

  it('has the fields at the places other code relies on', () => {
    const offsets = Object.fromEntries(Object.entries(headerFields).map(([name, [offset]]) => [name, offset]));
    expect(offsets).toMatchObject({
      dbstate: 52,
      lgposAttach: 80,
      bkinfoFullCur: 184,
      cbPageSize: 236,
      bkinfoSnapshotCur: 316,
      lGenMaxCommitted: 416,
      signDbHdrFlush: 584,
      lGenMinConsistent: 640,
      ulDaeUpdateMinor: 644,
      lgposLastResize: 656,
      filetype: 667,
      logtimeGenMaxRequired: 672,
      lgposCommitBeforeRevert: 740,
    });
  });

  it('a blank image decodes to fields that are not set', () => {
    const header = decodeDatabaseHeader(new Uint8Array(4096));
    const expected = Object.fromEntries(Object.entries(headerFields).map(([name, [, type]]) => [name, unset[type]]));
    expect(header).toEqual(expected);
  });
});

describe('changing a header image', () => {
  it('leaves every byte of other fields and of unknown parts alone', () => {
    const random = seededRandom(seedForRun('header update'));
    const original = random.fill(new Uint8Array(8192));
    const names = Object.keys(headerFields).filter((name) => name !== 'ulChecksum') as (keyof DatabaseHeader)[];
    const donor = decodeDatabaseHeader(random.fill(new Uint8Array(8192)));
    const wrong: string[] = [];
    for (const name of names) {
      const image = original.slice();
      updateHeaderImage(image, { [name]: donor[name] });
      const [offset, type] = headerFields[name];
      const changed = [...image.keys()].filter((at) => image[at] !== original[at]);
      const isInside = changed.every((at) => at < 4 || (at >= offset && at < offset + sizes[type]));
      if (!isInside || !hasGoodXorChecksum(image)) wrong.push(name);
    }
    expect(wrong).toEqual([]);
  });

  it('random headers survive decoding and encoding, field by field', () => {
    const random = seededRandom(seedForRun('header round trip'));
    for (let round = 0; round < 50; round++) {
      const image = new Uint8Array(2048);
      random.fill(image.subarray(0, definedSize));
      updateHeaderImage(image, { ulMagic: 0x89abcdef });
      const again = image.slice();
      updateHeaderImage(again, decodeDatabaseHeader(image));
      expect(sameBytes(again, image)).toBe(true);
    }
  });

  it.each([2048, 4096, 8192, 16384, 32768])('a new image of %i bytes is intact and says its size', (size) => {
    const image = createHeaderImage(size, { signDb: signature(5) });
    expect(hasGoodXorChecksum(image)).toBe(true);
    const header = decodeDatabaseHeader(image);
    expect(header.cbPageSize).toBe(size);
    expect(header.ulMagic).toBe(0x89abcdef);
    expect(header.signDb).toEqual(signature(5));
    expect(image.subarray(definedSize).every((byte) => byte === 0)).toBe(true);
  });
});
