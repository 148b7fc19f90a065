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

/** Name and offset of every field, written down apart from the source (01 §4). */
const places01 = `
  ulChecksum@0 ulMagic@4 ulVersion@8 attrib@12 dbtimeDirtied@16 signDb@24 dbstate@52
  lgposConsistent@56 logtimeConsistent@64 logtimeAttach@72 lgposAttach@80 logtimeDetach@88
  lgposDetach@96 dbid@104 signLog@108 bkinfoFullPrev@136 bkinfoIncPrev@160 bkinfoFullCur@184
  DbFlags@208 objidLast@212 dwMajor@216 dwMinor@220 dwBuild@224 lSPNumber@228 ulDaeUpdateMajor@232
  cbPageSize@236 ulRepairCount@240 logtimeRepair@244 signSLV@252 dbtimeLastScrub@280
  logtimeScrub@288 lGenMinRequired@296 lGenMaxRequired@300 cpgUpgrade55Format@304
  cpgUpgradeFreePages@308 cpgUpgradeSpaceMapPages@312 bkinfoSnapshotCur@316 ulCreateVersion@340
  ulCreateUpdate@344 logtimeGenMaxCreate@348 bkinfoTypeFullPrev@356 bkinfoTypeIncPrev@360
  ulRepairCountOld@364 ulECCFixSuccess@368 logtimeECCFixSuccess@372 ulECCFixSuccessOld@380
  ulECCFixFail@384 logtimeECCFixFail@388 ulECCFixFailOld@396 ulBadChecksum@400
  logtimeBadChecksum@404 ulBadChecksumOld@412 lGenMaxCommitted@416 bkinfoCopyPrev@420
  bkinfoDiffPrev@444 bkinfoTypeCopyPrev@468 bkinfoTypeDiffPrev@472 ulIncrementalReseedCount@476
  logtimeIncrementalReseed@480 ulIncrementalReseedCountOld@488 ulPagePatchCount@492
  logtimePagePatch@496 ulPagePatchCountOld@504 qwSortVersion@508 logtimeDbscanPrev@516
  logtimeDbscanStart@524 pgnoDbscanHighestContinuous@532 lGenRecovering@536 ulExtendCount@540
  logtimeLastExtend@544 ulShrinkCount@552 logtimeLastShrink@556 logtimeLastReAttach@564
  lgposLastReAttach@572 ulTrimCount@580 signDbHdrFlush@584 signFlushMapHdrFlush@612
  lGenMinConsistent@640 ulDaeUpdateMinor@644 efvMaxBinAttachDiagnostic@648 pgnoDbscanHighest@652
  lgposLastResize@656 filetype@667 logtimeGenMaxRequired@672 lGenPreRedoMinConsistent@680
  lGenPreRedoMinRequired@684 signRBSHdrFlush@688 ulRevertCount@716 logtimeRevertFrom@720
  logtimeRevertTo@728 ulRevertPageCount@736 lgposCommitBeforeRevert@740
`;

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

  it('has each field at its place', () => {
    const places = Object.entries(headerFields).map(([name, [offset]]) => `${name}@${offset}`);
    expect(places).toEqual(places01.trim().split(/\s+/));
  });

  it('a blank image decodes to fields that are not set', () => {
    const header = decodeDatabaseHeader(new Uint8Array(4096));
    const expected = Object.fromEntries(
      Object.entries(headerFields).map(([name, [, type]]) => [name, unset[type]]),
    );
    expect(header).toEqual(expected);
  });
});

describe('changing a header image', () => {
  it('leaves every byte of other fields and of unknown parts alone', () => {
    const random = seededRandom(seedForRun('header update'));
    const original = random.fill(new Uint8Array(8192));
    const names = Object.keys(headerFields).filter(
      (name) => name !== 'ulChecksum',
    ) as (keyof DatabaseHeader)[];
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
