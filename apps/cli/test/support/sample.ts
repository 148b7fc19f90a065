import { createMemoryFileSystem, type FileSystem } from '@esekit/core';
import {
  decodeSpaceHeader,
  encodeTrailer,
  externalHeader,
  PageView,
  stampPageChecksum,
  stampXorChecksum,
} from '@esekit/pages';
import { unpackArchive } from '@esekit/testkit';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';

export const pageSize = 4096;

export const sampleArchive = join(
  import.meta.dirname,
  '..',
  '..',
  '..',
  '..',
  'samples',
  'clean-small-4k.tar.gz',
);

export type Files = Record<string, Uint8Array>;

/** The files of the sample instance, each call with copies of its own. */
export function sampleFiles(): Files {
  return Object.fromEntries(Object.entries(unpacked).map(([name, bytes]) => [name, bytes.slice()]));
}

export function sampleFile(name: string): Uint8Array {
  return unpacked[name]!.slice();
}

const unpacked = unpack();

function unpack(): Files {
  const folder = mkdtempSync(join(tmpdir(), 'esekit-'));
  try {
    unpackArchive(sampleArchive, folder);
    const read = (name: string): Uint8Array => new Uint8Array(readFileSync(join(folder, name)));
    return Object.fromEntries(readdirSync(folder).map((name) => [name, read(name)]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A file system in memory; names with '/' put files into folders. */
export function memoryWith(files: Files = {}): FileSystem {
  const fs = createMemoryFileSystem();
  for (const [path, bytes] of Object.entries(files)) addFile(fs, path, bytes);
  return fs;
}

export function addFile(fs: FileSystem, path: string, bytes: Uint8Array): void {
  const folder = fs.directoryName(path);
  if (fs.statSync(folder) === undefined) fs.createDirectorySync(folder);
  const file = fs.openSync(path, 'createNew');
  file.writeSync(bytes, 0);
  file.closeSync();
}

export function contentOf(fs: FileSystem, path: string): Uint8Array {
  const file = fs.openSync(path, 'read');
  const bytes = new Uint8Array(file.sizeSync());
  file.readSync(bytes, 0);
  file.closeSync();
  return bytes;
}

/** Compares at the speed of memory: the matchers of the framework look at every byte as a value. */
export function expectBytes(actual: Uint8Array, expected: Uint8Array): void {
  expect(Buffer.compare(actual, expected)).toBe(0);
}

/** The sample instance in a folder `instance`. */
export function memoryWithInstance(): FileSystem {
  return memoryWith(inFolder('instance', sampleFiles()));
}

export function inFolder(folder: string, files: Files): Files {
  return Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`${folder}/${name}`, bytes]));
}

/** Changes both header copies of the database and makes their checksums right again. */
export function changeHeader(database: Uint8Array, change: (header: DataView) => void): Uint8Array {
  for (const at of [0, pageSize]) {
    const copy = database.subarray(at, at + pageSize);
    change(new DataView(copy.buffer, copy.byteOffset, copy.length));
    stampXorChecksum(copy);
  }
  return database;
}

/** Changes one page and makes its checksum right again. */
export function changePage(
  database: Uint8Array,
  pgno: number,
  change: (page: Uint8Array) => void,
): Uint8Array {
  const page = database.subarray((pgno + 1) * pageSize, (pgno + 2) * pageSize);
  change(page);
  stampPageChecksum(page, pgno);
  return database;
}

/** The sample database as a streamed backup copy: a mark in the header, and a trailer page. */
export function backupCopy(): Uint8Array {
  const database = changeHeader(sampleFile('a.edb'), (header) => header.setUint32(184 + 16, 1, true));
  const signature = { random: 7, time: { low: 0, high: 0 }, computerName: '' };
  const time = { low: 0, high: 0 };
  const trailer = encodeTrailer(pageSize, {
    bkinfo: { lgposMark: { ib: 0, isec: 1, lGeneration: 1 }, logtimeMark: time, genLow: 1, genHigh: 2 },
    signDb: signature,
    signLog: signature,
    lgenMinReq: 1,
    lgenMaxReq: 2,
    lgenMaxCommitted: 2,
    logtimeGenMaxRequired: time,
    logtimeGenMaxCommitted: time,
  });
  const copy = new Uint8Array(database.length + pageSize);
  copy.set(database);
  copy.set(trailer, database.length);
  return copy;
}

/** The sample database with another last page of its owned extents, everything sealed. */
export function withOwnedPages(lastOwned: number): Uint8Array {
  const database = sampleFile('a.edb');
  const root = new PageView(database.slice(2 * pageSize, 3 * pageSize));
  const pgnoOE = decodeSpaceHeader(externalHeader(root))!.rgbitAvailOrPgnoOE;
  return changePage(database, pgnoOE, (page) => {
    const key = [0, 0, 0, 254];
    const at = page.findIndex((_, i) => key.every((byte, k) => page[i + k] === byte));
    new DataView(page.buffer, page.byteOffset).setUint32(at, lastOwned);
  });
}

/** Every type of file, by a name that fits it. */
export const fileTypes = {
  database: 'a.edb',
  backupDatabase: 'copy.edb',
  log: 'edb.log',
  checkpoint: 'edb.chk',
  flushMap: 'a.jfm',
  reserveLog: 'edbres00001.jrs',
} as const;

export type SampleType = keyof typeof fileTypes;

export const sampleTypes = Object.keys(fileTypes) as SampleType[];

export function bytesOf(type: SampleType): Uint8Array {
  return type === 'backupDatabase' ? backupCopy() : sampleFile(fileTypes[type]);
}
