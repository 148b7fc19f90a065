import { describe, expect, it } from 'vitest';
import { stampXorChecksum } from '../../src/checksum/xor';
import { pageSizes } from '../../src/geometry';
import { createHeaderImage } from '../../src/header/database-header';
import { chooseHeader, readDatabaseHeader, type HeaderReading } from '../../src/header/header-copies';
import { repairHeaderCopies } from '../../src/header/header-writer';
import type { DatabaseHeader } from '../../src/header/header-fields';
import { commonHeader } from '../fixture/database';
import { contentOf, flipBit, memoryWith, sameBytes } from '../fixture/files';
import { headerVector } from './header-vectors';

/** The rules for choosing between the two copies of a header (01 §10.2). */

const older = { dbtimeDirtied: 1n };
const newer = { dbtimeDirtied: 2n };
const zeroSize = { ...newer, cbPageSize: 0 };

interface TwoCopies {
  readonly pageSize?: number;
  readonly primary?: Partial<DatabaseHeader> | 'damaged';
  readonly shadow?: Partial<DatabaseHeader> | 'damaged';
}

function fileWith({ pageSize = 4096, primary = newer, shadow = newer }: TwoCopies): Uint8Array {
  const file = new Uint8Array(4 * pageSize);
  file.set(copyOf(pageSize, primary), 0);
  file.set(copyOf(pageSize, shadow), pageSize);
  return file;
}

function copyOf(pageSize: number, fields: Partial<DatabaseHeader> | 'damaged'): Uint8Array {
  const image = createHeaderImage(pageSize, { ...commonHeader, ...(fields === 'damaged' ? newer : fields) });
  if (fields === 'damaged') flipBit(image, 8 * 600);
  return image;
}

function choice(start: Uint8Array): { dbtime: bigint; copies: string } {
  const { header, copies } = chooseHeader(start, 'a.edb');
  return {
    dbtime: header.dbtimeDirtied,
    copies: copies.map((copy) => `${copy.copy} ${copy.checksum}`).join(),
  };
}

describe('choosing between the copies', () => {
  it.each<[string, TwoCopies, bigint, string]>([
    ['both intact and equal', {}, 2n, 'primary good,shadow good'],
    ['both intact, different', { shadow: older }, 2n, 'primary good,shadow bad'],
    ['both intact, different, whatever is newer', { primary: older }, 1n, 'primary good,shadow bad'],
    ['the first one damaged', { primary: 'damaged' }, 2n, 'primary bad,shadow good'],
    ['the second one damaged', { shadow: 'damaged' }, 2n, 'primary good,shadow bad'],
    ['page size 0 means 4096', { primary: zeroSize, shadow: zeroSize }, 2n, 'primary good,shadow good'],
  ])('%s', (_, copies, dbtime, expected) => {
    expect(choice(fileWith(copies))).toEqual({ dbtime, copies: expected });
  });

  it.each(pageSizes)('finds either copy of a header of %i bytes', (pageSize) => {
    for (const damage of [{}, { primary: 'damaged' }, { shadow: 'damaged' }] as const) {
      const reading = chooseHeader(fileWith({ pageSize, ...damage }), 'a.edb');
      expect(reading.pageSize).toBe(pageSize);
      expect(reading.header.dbtimeDirtied).toBe(2n);
    }
  });

  it.each([
    ['both damaged', fileWith({ primary: 'damaged', shadow: 'damaged' })],
    ['all zero', new Uint8Array(65536)],
    ['nothing', new Uint8Array(0)],
    ['one byte', new Uint8Array(1)],
    ['less than a header', headerVector('H1').subarray(0, 4095)],
  ])('%s: there is no header', (_, start) => {
    expect(() => chooseHeader(start, 'a.edb')).toThrow(
      expect.objectContaining({ name: 'JET_errReadVerifyFailure' }),
    );
  });

  it('a file that ends behind the first copy has a damaged second one', () => {
    expect(choice(fileWith({}).subarray(0, 4096))).toEqual({ dbtime: 2n, copies: 'primary good,shadow bad' });
  });

  it('a copy whose page size is not its own is not intact', () => {
    const file = fileWith({});
    const wrongSize = createHeaderImage(4096, { ...commonHeader, cbPageSize: 8192 });
    file.set(wrongSize, 0);
    file.set(wrongSize, 4096);
    expect(() => chooseHeader(file, 'a.edb')).toThrow();
  });

  it('a header whose rest is zero is not taken for one of half its size', () => {
    // The XOR of the first 4096 bytes is the same, so only the stated page size tells.
    expect(chooseHeader(fileWith({ pageSize: 8192 }), 'a.edb').pageSize).toBe(8192);
  });
});

describe('files of other kinds', () => {
  /** The first page of a log: the generation stands where a database has its magic number. */
  function logFile(): Uint8Array {
    const file = new Uint8Array(65536).fill(0x5a, 4096);
    const header = file.subarray(0, 4096);
    new DataView(file.buffer).setUint32(4, 7, true);
    new DataView(file.buffer).setUint32(667, 3, true);
    stampXorChecksum(header);
    return file;
  }

  it('a log is refused, although its header would pass as the only intact copy', async () => {
    const fs = memoryWith({ 'edb.log': logFile() });
    const file = fs.openSync('edb.log', 'readWrite');
    await expect(readDatabaseHeader(file)).rejects.toMatchObject({ name: 'JET_errInvalidDatabaseVersion' });
    file.closeSync();
    expect(sameBytes(contentOf(fs, 'edb.log'), logFile())).toBe(true);
  });

  it.each<[string, Partial<DatabaseHeader>, string]>([
    ['another magic number', { ulMagic: 7 }, 'JET_errInvalidDatabaseVersion'],
    ['the file type of a log', { filetype: 3 }, 'JET_errDatabaseCorrupted'],
    ['the file type of a flush map', { filetype: 7 }, 'JET_errDatabaseCorrupted'],
    ['the attribute of a streaming file', { attrib: 1 }, 'JET_errDatabaseCorrupted'],
  ])('%s is refused', (_, fields, name) => {
    expect(() => chooseHeader(fileWith({ primary: fields, shadow: fields }), 'x')).toThrow(
      expect.objectContaining({ name }),
    );
  });

  it.each([0, 1, 5])('file type %i is a database', (filetype) => {
    expect(choice(fileWith({ primary: { ...newer, filetype }, shadow: older }))).toMatchObject({
      dbtime: 2n,
    });
  });
});

describe('repairing the copies', () => {
  async function repaired(file: Uint8Array): Promise<{ before: HeaderReading; after: Uint8Array }> {
    const fs = memoryWith({ 'a.edb': file });
    const open = fs.openSync('a.edb', 'readWrite');
    const before = await readDatabaseHeader(open);
    await repairHeaderCopies(open, before);
    await open.close();
    return { before, after: contentOf(fs, 'a.edb') };
  }

  it.each<[string, TwoCopies]>([
    ['the first one', { primary: 'damaged' }],
    ['the second one', { shadow: 'damaged' }],
    ['a second one that is older', { shadow: older }],
    ['none', {}],
    ['a large second one', { pageSize: 32768, shadow: 'damaged' }],
  ])('%s', async (_, copies) => {
    const { after } = await repaired(fileWith(copies));
    const sound = copies.pageSize === undefined ? {} : { pageSize: copies.pageSize };
    expect(sameBytes(after, fileWith(sound))).toBe(true);
  });

  it('refuses to write an image that is not intact itself', async () => {
    const fs = memoryWith({ 'a.edb': fileWith({ shadow: 'damaged' }) });
    const file = fs.openSync('a.edb', 'readWrite');
    const reading = await readDatabaseHeader(file);
    flipBit(reading.image, 8 * 600);
    await expect(repairHeaderCopies(file, reading)).rejects.toMatchObject({ name: 'JET_errInternalError' });
    expect(sameBytes(contentOf(fs, 'a.edb'), fileWith({ shadow: 'damaged' }))).toBe(true);
  });
});
