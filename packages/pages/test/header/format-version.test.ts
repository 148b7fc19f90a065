import { describe, expect, it } from 'vitest';
import { decodeDatabaseHeader, updateHeaderImage } from '../../src/header/database-header';
import {
  checkReadableVersion,
  compareFormatVersions,
  featureVersions,
  formatVersionText,
  hasFeature,
  newestKnownVersion,
  newestReadableVersion,
} from '../../src/header/format-version';
import type { DatabaseHeader } from '../../src/header/header-fields';
import { verifyDatabase } from '../../src/verify/verify-database';
import { buildDatabase } from '../fixture/database';
import { flipBit, memoryWith } from '../fixture/files';
import { headerVector } from './header-vectors';

function headerOf(version: number, major: number, minor: number): DatabaseHeader {
  const blank = decodeDatabaseHeader(new Uint8Array(4096));
  return { ...blank, ulVersion: version, ulDaeUpdateMajor: major, ulDaeUpdateMinor: minor };
}

/** A sample of format 0x620,20 with another version in both header copies. */
function sampleOfVersion(version: number, major: number, minor: number, pageSize = 4096): Uint8Array {
  return buildDatabase({
    pageSize,
    pages: 5,
    header: { ulVersion: version, ulDaeUpdateMajor: major, ulDaeUpdateMinor: minor },
  });
}

function verify(file: Uint8Array): ReturnType<typeof verifyDatabase> {
  return verifyDatabase(memoryWith({ 'a.edb': file }), 'a.edb');
}

describe('which versions are read', () => {
  it.each([
    [0x620, 0, 0, 4096],
    [0x620, 9, 0, 4096],
    [0x620, 0x11, 0, 32768],
    [0x620, 20, 0, 4096],
    [0x620, 110, 240, 16384],
    [0x620, 290, 600, 4096],
    [0x620, 300, 620, 4096],
    [0x620, 300, 99999, 8192],
    [0x620, 20, 99999, 4096],
  ])('0x%s,%i,%i with pages of %i bytes is accepted', (version, major, minor, pageSize) => {
    expect(() => checkReadableVersion(headerOf(version, major, minor), pageSize)).not.toThrow();
  });

  it.each<[number, number, number, number, string]>([
    [0x500, 0, 0, 4096, 'JET_errDatabase500Format'],
    [0x400, 0, 0, 4096, 'JET_errDatabase400Format'],
    [0x200, 0, 0, 4096, 'JET_errDatabase200Format'],
    [0x61f, 20, 0, 4096, 'JET_errInvalidDatabaseVersion'],
    [0x621, 0, 0, 4096, 'JET_errInvalidDatabaseVersion'],
    [0x20620, 0, 0, 4096, 'JET_errInvalidDatabaseVersion'],
    [0x620, 301, 0, 4096, 'JET_errInvalidDatabaseVersion'],
    [0x620, 0x10, 0, 16384, 'JET_errInvalidDatabaseVersion'],
    [0x620, 0x10, 9999, 32768, 'JET_errInvalidDatabaseVersion'],
  ])('0x%s,%i,%i with pages of %i bytes is %s', (version, major, minor, pageSize, name) => {
    expect(() => checkReadableVersion(headerOf(version, major, minor), pageSize)).toThrow(
      expect.objectContaining({ name }),
    );
  });

  it('the header of Windows 11 24H2 is one of them', () => {
    const header = decodeDatabaseHeader(headerVector('H2'));
    expect(() => checkReadableVersion(header, 16384)).not.toThrow();
    expect(compareFormatVersions([0x620, 300, 620], newestReadableVersion)).toBe(0);
    expect(compareFormatVersions(newestKnownVersion, newestReadableVersion)).toBeLessThan(0);
  });
});

describe('features', () => {
  it.each(Object.entries(featureVersions))('%s begins with its version', (name, [version, major, minor]) => {
    const feature = name as keyof typeof featureVersions;
    expect(hasFeature(headerOf(version, major, minor), feature)).toBe(true);
    expect(hasFeature(headerOf(version, major + 1, 0), feature)).toBe(true);
    const before = minor > 0 ? headerOf(version, major, minor - 1) : headerOf(version, major - 1, 999);
    expect(hasFeature(before, feature)).toBe(false);
  });

  it('versions compare by major, then update, then minor', () => {
    expect(compareFormatVersions([0x620, 20, 0], [0x620, 20, 0])).toBe(0);
    expect(compareFormatVersions([0x620, 20, 9], [0x620, 21, 0])).toBeLessThan(0);
    expect(compareFormatVersions([0x621, 0, 0], [0x620, 300, 620])).toBeGreaterThan(0);
    expect(compareFormatVersions([0x620, 20, 1], [0x620, 20, 0])).toBeGreaterThan(0);
    expect(formatVersionText([0x620, 290, 600])).toBe('0x620,290,600');
  });
});

describe('a sample whose version is raised', () => {
  it.each([4096, 16384, 32768])('to 0x620,300,620 verifies (%i bytes)', async (pageSize) => {
    const verification = await verify(sampleOfVersion(0x620, 300, 620, pageSize));
    expect(verification).toMatchObject({ ok: true, pages: { inFile: 5, good: 5, bad: 0 }, pageSize });
  });

  it.each<[number, number, string]>([
    [0x620, 301, 'JET_errInvalidDatabaseVersion'],
    [0x621, 0, 'JET_errInvalidDatabaseVersion'],
    [0x500, 0, 'JET_errDatabase500Format'],
  ])('to %i,%i is refused', async (version, major, name) => {
    await expect(verify(sampleOfVersion(version, major, 0))).rejects.toMatchObject({ name });
  });
});

describe('a database without an intact header copy', () => {
  async function verifyDamaged(change: Partial<DatabaseHeader>): Promise<unknown> {
    const file = buildDatabase({ pages: 3 });
    for (const at of [0, 4096]) {
      updateHeaderImage(file.subarray(at, at + 4096), change);
      flipBit(file, 8 * (at + 700));
    }
    return verify(file).catch((error: unknown) => (error as Error).name);
  }

  it.each<[Partial<DatabaseHeader>, string]>([
    [{ ulVersion: 0x500 }, 'JET_errDatabase500Format'],
    [{ ulVersion: 0x400 }, 'JET_errDatabase400Format'],
    [{ ulVersion: 0x200 }, 'JET_errDatabase200Format'],
    [{ ulVersion: 0x620 }, 'JET_errInvalidDatabaseVersion'],
    [{ ulMagic: 1 }, 'JET_errDatabaseCorrupted'],
  ])('%j is %s', async (change, name) => {
    expect(await verifyDamaged(change)).toBe(name);
  });

  it.each([0, 1, 11, 100])('of %i bytes is JET_errDatabaseCorrupted', async (size) => {
    await expect(verify(new Uint8Array(size))).rejects.toMatchObject({ name: 'JET_errDatabaseCorrupted' });
  });
});
