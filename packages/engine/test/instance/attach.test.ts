import { describe, expect, it } from 'vitest';
import { dbstate, formatVersionOf, readDatabaseHeaderSync, updateHeaderImage } from '@esekit/pages';
import type { FileSystem } from '@esekit/core';
import { databasePath, InstanceScene, withDatabase } from './support/instance-scene';
import { named } from './support/named';
import { range, TreeRows } from './support/tree-rows';

const second = 'data/b.edb';

function bytesOf(fs: FileSystem, path: string): Uint8Array {
  const file = fs.openSync(path, 'read');
  const bytes = new Uint8Array(file.sizeSync());
  file.readSync(bytes, 0);
  file.closeSync();
  return bytes;
}

function writeFile(fs: FileSystem, path: string, bytes: Uint8Array): void {
  const file = fs.openSync(path, 'createNew');
  file.writeSync(bytes, 0);
  file.closeSync();
}

/** A scene with a clean database that no instance has. */
async function cleanScene(): Promise<InstanceScene> {
  const scene = new InstanceScene();
  const { instance } = await withDatabase(scene);
  await instance.term();
  return scene;
}

describe('attaching', () => {
  it('writes the header before pages, and detaching makes it clean', async () => {
    const scene = await cleanScene();
    const before = scene.header(databasePath);
    const instance = await scene.open();
    const session = instance.beginSession();
    expect(await instance.attachDatabase(session, databasePath)).toBe('JET_errSuccess');
    expect(await instance.attachDatabase(session, databasePath)).toBe('JET_wrnDatabaseAttached');
    const attached = scene.header(databasePath);
    expect(attached).toMatchObject({
      dbstate: dbstate.dirtyShutdown,
      lgposConsistent: before.lgposConsistent,
    });
    expect(attached.lgposLastResize).toEqual(attached.lgposAttach);
    expect(attached.lGenMinRequired).toBe(attached.lgposAttach.lGeneration);
    await instance.detachDatabase(session, databasePath);
    const detached = scene.header(databasePath);
    expect(detached.dbstate).toBe(dbstate.cleanShutdown);
    expect(detached.lgposDetach).toEqual(detached.lgposConsistent);
    expect(detached.lgposLastResize).toEqual(detached.lgposConsistent);
    expect(detached.dbtimeDirtied).toBe(before.dbtimeDirtied);
    await expect(instance.detachDatabase(session, databasePath)).rejects.toThrow(
      named('JET_errDatabaseNotFound'),
    );
    await instance.term();
    expect(scene.header(databasePath)).toEqual(detached);
  });

  it('for reading leaves the file and the log as they are', async () => {
    const scene = await cleanScene();
    const before = bytesOf(scene.fs, databasePath);
    const instance = await scene.open();
    const log = bytesOf(scene.fs, 'log/edb.log');
    const session = instance.beginSession();
    await instance.attachDatabase(session, databasePath, { isReadOnly: true });
    const { database, isReadOnly } = instance.openDatabase(session, databasePath);
    expect(isReadOnly).toBe(true);
    expect(() => database.requireWritable()).toThrow(named('JET_errPermissionDenied'));
    expect(() => TreeRows.create(session, database)).toThrow(named('JET_errPermissionDenied'));
    session.end();
    const other = instance.beginSession();
    await instance.detachDatabase(other);
    expect(bytesOf(scene.fs, databasePath)).toEqual(before);
    expect(bytesOf(scene.fs, 'log/edb.log')).toEqual(log);
    await instance.term();
  });

  it('refuses what is no clean database of this page size', async () => {
    const scene = await cleanScene();
    const { fs } = scene;
    const good = bytesOf(fs, databasePath);
    writeFile(fs, 'data/zero.edb', new Uint8Array(0));
    writeFile(fs, 'data/log.edb', bytesOf(fs, 'log/edb.log'));
    writeFile(fs, 'data/head.edb', good.slice(0, 8192));
    writeFile(fs, 'data/copy.edb', good);
    const dirty = good.slice();
    const file = fs.openSync(databasePath, 'read');
    const { image } = readDatabaseHeaderSync(file);
    file.closeSync();
    updateHeaderImage(image, { dbstate: dbstate.dirtyShutdown });
    dirty.set(image, 0);
    dirty.set(image, 4096);
    writeFile(fs, 'data/dirty.edb', dirty);
    const instance = await scene.open();
    const session = instance.beginSession();
    const attach = (path: string) => instance.attachDatabase(session, path);
    await expect(attach('')).rejects.toThrow(named('JET_errDatabaseInvalidPath'));
    await expect(attach('data/none.edb')).rejects.toThrow(named('JET_errFileNotFound'));
    writeFile(fs, 'data/text.edb', new Uint8Array(100_000).fill(0x41));
    await expect(attach('data/text.edb')).rejects.toThrow(named('JET_errDatabaseCorrupted'));
    expect(scene.eventIds.filter((id) => id === 481)).toHaveLength(4);
    await expect(attach('data/zero.edb')).rejects.toThrow(named('JET_errDatabaseCorrupted'));
    await expect(attach('data/log.edb')).rejects.toThrow(named('JET_errInvalidDatabaseVersion'));
    await expect(attach('data/head.edb')).rejects.toThrow(named('JET_errFileIOBeyondEOF'));
    await expect(attach('data/dirty.edb')).rejects.toThrow(named('JET_errDatabaseDirtyShutdown'));
    expect(await attach(databasePath)).toBe('JET_errSuccess');
    await expect(attach('data/copy.edb')).rejects.toThrow(named('JET_errDatabaseSignInUse'));
    session.begin();
    await expect(attach(second)).rejects.toThrow(named('JET_errInTransaction'));
    session.rollback();
    expect(bytesOf(fs, 'data/log.edb').length).toBe(65_536);
    await instance.term();
    const other = await scene.open({ pageSize: 4096, formatVersion: 9180 });
    await other.term();
    const eight = new InstanceScene({ fs, logFolder: 'data', pageSize: 8192 });
    const larger = await eight.open();
    await expect(larger.attachDatabase(larger.beginSession(), databasePath)).rejects.toThrow(
      named('JET_errPageSizeMismatch'),
    );
    await larger.term();
  });

  it('keeps six databases apart, and gives numbers again', async () => {
    const scene = new InstanceScene();
    const { instance, session } = await withDatabase(scene);
    const paths = range(2, 5).map((n) => `data/${n}.edb`);
    for (const path of paths) await instance.createDatabase(session, path);
    expect([...instance.databases.values()].map(({ dbid }) => dbid)).toEqual(range(1, 6));
    await expect(instance.createDatabase(session, second)).rejects.toThrow(
      named('JET_errTooManyAttachedDatabases'),
    );
    await expect(instance.createDatabase(session, databasePath)).rejects.toThrow(
      named('JET_errDatabaseDuplicate'),
    );
    await expect(instance.detachDatabase(session, paths[1])).rejects.toThrow(named('JET_errDatabaseInUse'));
    for (const open of [...session.openDatabases]) instance.closeDatabase(open);
    await instance.detachDatabase(session, paths[1]);
    const { database } = await instance.createDatabase(session, second);
    expect(database.dbid).toBe(3);
    await instance.detachDatabase(session, databasePath);
    await instance.term();
    for (const path of [databasePath, second, ...paths]) {
      expect(scene.header(path).dbstate).toBe(dbstate.cleanShutdown);
    }
  });

  it('an exclusive user keeps others out, and is kept out by others', async () => {
    const { instance, session } = await withDatabase(new InstanceScene());
    const other = instance.beginSession();
    expect(() => instance.openDatabase(other, databasePath, { isExclusive: true })).toThrow(
      named('JET_errDatabaseInUse'),
    );
    for (const open of [...session.openDatabases]) instance.closeDatabase(open);
    const open = instance.openDatabase(other, databasePath, { isExclusive: true });
    expect(() => instance.openDatabase(session, databasePath)).toThrow(named('JET_errDatabaseLocked'));
    instance.closeDatabase(open);
    instance.openDatabase(session, databasePath);
    expect(() => instance.closeDatabase(open)).toThrow(named('JET_errDatabaseNotFound'));
    await instance.term();
  });

  it.each([
    [8620, [0x620, 20, 0], 14],
    [9180, [0x620, 110, 240], 140],
    [9600, [0x620, 290, 600], 280],
  ] as const)('creates databases and logs of format %i', async (formatVersion, version, logMinor) => {
    const scene = new InstanceScene({ formatVersion });
    const { instance, session } = await withDatabase(scene);
    const rows = TreeRows.create(session, instance.databases.get(databasePath)!);
    rows.insert(session, 0, 200, 100);
    await instance.term();
    const header = scene.header(databasePath);
    expect(formatVersionOf(header)).toEqual(version);
    expect(header.ulCreateUpdate).toBe(20);
    expect(new DataView(bytesOf(scene.fs, 'log/edb.log').buffer).getUint32(648, true)).toBe(logMinor);
    const again = await scene.open();
    const reader = again.beginSession();
    await again.attachDatabase(reader, databasePath);
    const { database } = again.openDatabase(reader, databasePath);
    expect(TreeRows.at(database, rows.tree.pgnoFDP, rows.tree.objidFDP).keys(reader)).toEqual(range(0, 200));
    await again.term();
  });
});
