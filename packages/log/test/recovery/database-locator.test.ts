import { createMemoryFileSystem, logTimeNone, type Signature } from '@esekit/core';
import { createNodeFileSystem } from '@esekit/core/node';
import { temporaryFolder } from '@esekit/testkit';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { databasesByMap, databasesInFolder, loggedFileName } from '../../src/recovery/database-locator';

const sign = (random: number): Signature => ({ random, time: logTimeNone, computerName: '' });

describe('databases of another machine', () => {
  test.each([
    ['C:\\Windows\\system32\\SRU\\SRUDB.dat', 'SRUDB.dat'],
    ['/var/lib/a.edb', 'a.edb'],
    ['a.edb', 'a.edb'],
  ])('%s is named %s', (path, name) => {
    expect(loggedFileName(path)).toBe(name);
  });

  test('are looked for by name in one folder, whatever the case', () => {
    const fs = createMemoryFileSystem();
    fs.createDirectorySync('here');
    fs.openSync('here/srudb.DAT', 'createNew').closeSync();
    const locator = databasesInFolder(fs, 'here');
    expect(locator.locate({ path: 'C:\\x\\SRUDB.dat', signDb: sign(1) })).toBe('here/srudb.DAT');
    expect(locator.locate({ path: 'C:\\x\\other.edb', signDb: sign(2) })).toBe('here/other.edb');
  });

  test('of one name are not confused', () => {
    const fs = createMemoryFileSystem();
    fs.createDirectorySync('here');
    const locator = databasesInFolder(fs, 'here');
    locator.locate({ path: 'C:\\x\\a.edb', signDb: sign(1) });
    expect(locator.locate({ path: 'D:\\moved\\a.edb', signDb: sign(1) })).toBe('here/a.edb');
    expect(() => locator.locate({ path: 'C:\\y\\A.EDB', signDb: sign(2) })).toThrow(
      expect.objectContaining({ name: 'JET_errInvalidParameter' }),
    );
  });

  test.each(['C:\\x\\..', 'C:\\x\\', 'C:\\x\\a\u0000b', 'a:stream'])('%s names no file', (path) => {
    const fs = createMemoryFileSystem();
    fs.createDirectorySync('here');
    expect(() => databasesInFolder(fs, 'here').locate({ path, signDb: sign(1) })).toThrow(
      expect.objectContaining({ name: 'JET_errDatabaseInvalidName' }),
    );
  });

  test.skipIf(process.platform === 'win32')('are never reached through a link', () => {
    const outside = temporaryFolder();
    const inside = temporaryFolder();
    writeFileSync(join(outside, 'a.edb'), 'x');
    symlinkSync(join(outside, 'a.edb'), join(inside, 'a.edb'));
    const locator = databasesInFolder(createNodeFileSystem(), inside);
    expect(() => locator.locate({ path: 'C:\\a.edb', signDb: sign(1) })).toThrow(
      expect.objectContaining({ name: 'JET_errFileAccessDenied' }),
    );
  });

  test('are where a map says, and elsewhere only when something else answers', () => {
    const entries = [{ loggedPath: 'C:\\x\\a.edb', path: 'there/b.edb' }];
    const logged = { path: 'c:\\X\\A.edb', signDb: sign(1) };
    const other = { path: 'C:\\x\\c.edb', signDb: sign(2) };
    expect(databasesByMap(entries).locate(logged)).toBe('there/b.edb');
    expect(databasesByMap(entries).locate(other)).toBeUndefined();
    expect(databasesByMap(entries, { locate: () => 'found' }).locate(other)).toBe('found');
  });
});
