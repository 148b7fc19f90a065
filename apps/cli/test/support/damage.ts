import type { FileSystem } from '@esekit/core';
import { addFile, changeHeader, memoryWith, pageSize, sampleFile } from './sample';

/** Pages of the sample: the leaves of the catalog and of its shadow, and the only page of table T. */
export const samplePages = { catalogLeaf: 14, shadowLeaf: 28, tableRoot: 31 } as const;

const dbstateOffset = 52;

/** The sample database with pages whose damage no single bit explains. */
export function damagedSample(...pages: readonly number[]): Uint8Array {
  const database = sampleFile('a.edb');
  for (const pgno of pages) {
    const start = (pgno + 1) * pageSize + 500;
    for (let i = 0; i < 40; i++) database[start + i] = 41 * i + 7;
  }
  return database;
}

/** The sample database with one wrong bit in a page. */
export function sampleWithWrongBit(pgno: number): Uint8Array {
  const database = sampleFile('a.edb');
  database[(pgno + 1) * pageSize + 500]! ^= 4;
  return database;
}

export function dirtySample(): Uint8Array {
  return changeHeader(sampleFile('a.edb'), (header) => header.setUint32(dbstateOffset, 2, true));
}

/** A file system with one database in it, `a.edb`. */
export function memoryWithDatabase(database: Uint8Array = sampleFile('a.edb')): FileSystem {
  const fs = memoryWith();
  addFile(fs, 'a.edb', database);
  return fs;
}
