import { createMemoryFileSystem, logTimeFromDate, type FileSystem } from '@esekit/core';
import { createFailingFileSystem } from '@esekit/core/testing';
import { describe, expect, it } from 'vitest';
import { Instance, type InstanceDatabase, type InstancePlatform, type InstanceSession } from '../../src/api';
import { columnGrbit } from '../../src/catalog/write';
import { checkFile, prepareKind, setFlag } from '../../src/index';
import { coltyp } from '../../src/values/coltyp';

/**
 * What the crash campaign of the harness has found, each with the damage it did: `npm run crash` stops an instance at
 * its writes and looks at what the recovery makes of it.
 */

interface Row {
  readonly id: number;
  readonly name?: string;
  readonly photo?: Uint8Array | null;
}

const things = {
  name: 'things',
  columns: { id: { type: 'Long' }, name: { type: 'Text', size: 80 }, photo: { type: 'LongBinary' } },
  indexes: { id: { columns: ['id'], primary: true } },
} as const;

let time = Date.UTC(2026, 0, 1);
let random = 1;

function platformOn(fs: FileSystem): InstancePlatform {
  return { fs, now: () => logTimeFromDate(new Date((time += 1000))), random: () => random++ };
}

const settings = { extensionPages: 16, logFileSize: 64 } as const;

interface Scene {
  readonly instance: Instance;
  readonly database: InstanceDatabase;
  readonly session: InstanceSession;
}

async function opened(fs: FileSystem): Promise<Scene> {
  const instance = await Instance.open(platformOn(fs), 'data', settings);
  return { instance, database: await instance.openDatabase('a.edb'), session: instance.session() };
}

/** Does work whose process ends at an operation; returns whether it came so far. */
async function killedAt(
  disk: FileSystem,
  failAt: number,
  work: (fs: FileSystem) => Promise<unknown>,
): Promise<boolean> {
  const fs = createFailingFileSystem(disk, { failAt, afterwards: 'killed' });
  await work(fs).catch(() => undefined);
  return fs.trace.length >= failAt;
}

/** Recovers, and checks the database file if there is one. */
async function problemsAfter(disk: FileSystem): Promise<string[]> {
  const instance = await Instance.open(platformOn(disk), 'data', settings);
  const problems: string[] = [];
  // A file without a header is none: the log does not know it yet.
  if ((disk.statSync('data/a.edb')?.size ?? 0) > 0) {
    await checkFile(disk, 'data/a.edb', ({ kind, text }) => {
      if (kind !== 'spaceLeak') problems.push(`${kind}: ${text}`);
    });
  }
  await instance.close();
  return problems;
}

/** What a crash of the process leaves, and what recovery makes of that. */
async function problemsOfCrash(fs: FileSystem): Promise<string[]> {
  return problemsAfter(copyOf(fs));
}

function copyOf(fs: FileSystem): FileSystem {
  const copy = createMemoryFileSystem();
  copy.createDirectorySync('data');
  for (const name of fs.readDirectorySync('data')) {
    const from = fs.openSync(`data/${name}`, 'read');
    const bytes = new Uint8Array(from.sizeSync());
    from.readSync(bytes, 0);
    from.closeSync();
    const to = copy.openSync(`data/${name}`, 'createNew');
    to.writeSync(bytes, 0);
    to.closeSync();
  }
  return copy;
}

describe('a process that ends', () => {
  /**
   * The transactions of a creation could not be rolled back, because recovery had taken the unfinished file away: the
   * instance did not open any more. One step later the file stayed, with half of its system tables.
   */
  it('in the middle of a creation leaves a database or none', async () => {
    for (let failAt = 30; ; failAt += 5) {
      const disk = createMemoryFileSystem();
      if (!(await killedAt(disk, failAt, opened))) break;
      expect(await problemsAfter(disk), `killed at operation ${failAt}`).toEqual([]);
    }
  });

  /** The second copy of a header kept what the first did not say any more, and nobody wrote it again. */
  it('in the middle of an end leaves whole headers', async () => {
    const counted = createFailingFileSystem(createMemoryFileSystem());
    const { instance } = await opened(counted);
    const first = counted.trace.length + 1;
    await instance.close();
    const last = counted.trace.length;
    for (let failAt = first; failAt <= last; failAt++) {
      const disk = createMemoryFileSystem();
      await killedAt(disk, failAt, async (fs) => (await opened(fs)).instance.close());
      expect(await problemsAfter(disk), `killed at ${failAt}, ${first} to ${last}`).toEqual([]);
    }
  });

  /**
   * The log went on to another generation between the record that ends all attachments and the last one of recovery.
   * Its header listed databases that were clean, and the next recovery refused them.
   */
  it('as recovery has just come to its end can be recovered again', { timeout: 60_000 }, async () => {
    for (let commits = 1; commits <= 16; commits++) {
      const disk = createMemoryFileSystem();
      const { session, database } = await opened(disk);
      const table = session.createTable<Row>(database, things);
      for (let id = 0; id < commits; id++) table.insert({ id });
      const crashed = copyOf(disk);
      const counted = createFailingFileSystem(copyOf(crashed));
      await Instance.open(platformOn(counted), 'data', settings);
      const writes = counted.trace.filter(({ operation }) => operation === 'write').slice(-4);
      for (const { index } of writes) {
        const again = copyOf(crashed);
        await killedAt(again, index, (fs) => Instance.open(platformOn(fs), 'data', settings));
        expect(await problemsAfter(again), `${commits} commits, killed at ${index}`).toEqual([]);
      }
    }
  });
});

describe('long values', () => {
  /** Their tree was made in a transaction of its own, younger than that of the caller: the row was left behind. */
  it('go with a table that the transaction deletes which made their tree', async () => {
    const fs = createMemoryFileSystem();
    const { session, database } = await opened(fs);
    const table = session.createTable<Row>(database, things);
    table.insert({ id: 1 });
    session.transactionSync(() => {
      table.update([1], { photo: new Uint8Array(5000).fill(1) });
      table.close();
      session.deleteTable(database, 'things');
    });
    expect(await problemsOfCrash(fs)).toEqual([]);
  });

  /** A deleted column leaves its values in the records; a copy of such a record was one reference short. */
  it('of a deleted column are counted when a record is copied or deleted', async () => {
    const fs = createMemoryFileSystem();
    const { instance, session, database } = await opened(fs);
    const table = session.createTable<Row>(database, things);
    for (const id of [1, 2]) table.insert({ id, photo: new Uint8Array(5000).fill(id) });
    table.close();
    const again = session.table<Row>(database, 'things');
    database.engine.catalog.deleteColumn(session.engine, again.cursor.table, 'photo');
    session.transactionSync(() => {
      again.get([1]);
      const { updates, view } = again.cursor;
      updates.prepare(prepareKind.insertCopy);
      updates.setValue(view.shape.columnNamed('id'), 3);
      updates.update();
    });
    again.delete([2]);
    instance.engine.idle();
    expect(await problemsOfCrash(fs)).toEqual([]);
  });

  /** The one wrote over the bytes that the other was about to share, and the copy changed with the original. */
  it('are not written over while another session adds a reference', async () => {
    const { instance, session, database } = await opened(createMemoryFileSystem());
    session.createTable<Row>(database, things).close();
    const other = instance.session();
    const [mine, theirs] = [session.table<Row>(database, 'things'), other.table<Row>(database, 'things')];
    mine.insert({ id: 1, photo: new Uint8Array(5000).fill(7) });
    session.engine.begin();
    mine.get([1]);
    const { updates, view } = mine.cursor;
    updates.prepare(prepareKind.insertCopy);
    updates.setValue(view.shape.columnNamed('id'), 2);
    updates.update();
    const overwrite = (): void => {
      theirs.get([1]);
      const { updates: change, view: seen } = theirs.cursor;
      change.prepare(prepareKind.replace);
      const { columnid } = seen.shape.columnNamed('photo').schema;
      change.setColumn(columnid, Uint8Array.of(1, 2, 3), { grbit: setFlag.overwriteLV, ibLongValue: 10 });
    };
    other.engine.begin();
    expect(overwrite).toThrow(expect.objectContaining({ name: 'JET_errWriteConflict' }));
    other.engine.rollback(true);
    await session.engine.commit();
    expect(mine.get([2])?.photo).toEqual(new Uint8Array(5000).fill(7));
    await instance.close();
  });
});

describe('an index', () => {
  /**
   * Its pages were given away as its creation was rolled back, while another session had entries in it: after a crash
   * recovery looked for these on pages of another tree, and refused the database.
   */
  it('whose creation is undone keeps its pages as long as others may roll back', async () => {
    const fs = createMemoryFileSystem();
    const { instance, session, database } = await opened(fs);
    session.createTable<Row>(database, things).close();
    const other = instance.session();
    const [mine, theirs] = [session.table<Row>(database, 'things'), other.table<Row>(database, 'things')];
    other.engine.begin();
    session.engine.begin();
    const request = {
      name: 'byName',
      key: '+name\0\0',
      grbit: 0x800,
      unicode: { localeName: 'en-US', mapFlags: 0x3_0401 },
    };
    database.engine.catalog.createIndexes(session.engine, mine.cursor.table, [request]);
    theirs.insert({ id: 1, name: 'uncommitted' });
    session.engine.rollback();
    session.createTable(database, { ...things, name: 'takes the pages' }).close();
    expect(await problemsOfCrash(fs)).toEqual([]);
  });

  /** Its row was not seen by the session that deleted the table, and stayed in the catalog. */
  it('that is newer than the transaction stands in the way of deleting the table', async () => {
    const fs = createMemoryFileSystem();
    const { instance, session, database } = await opened(fs);
    session.createTable<Row>(database, things).close();
    const other = instance.session();
    session.engine.begin();
    const theirs = other.table<Row>(database, 'things');
    const request = { name: 'byId', key: '-id\0\0', grbit: 0 };
    database.engine.catalog.createIndexes(other.engine, theirs.cursor.table, [request]);
    theirs.close();
    expect(() => {
      session.deleteTable(database, 'things');
    }).toThrow(expect.objectContaining({ name: 'JET_errWriteConflict' }));
    session.engine.rollback();
    session.deleteTable(database, 'things');
    expect(await problemsOfCrash(fs)).toEqual([]);
  });

  /** The column was gone in memory, and making the index failed with an exception of the language. */
  it('over a column that another session deletes is a conflict', async () => {
    const { instance, session, database } = await opened(createMemoryFileSystem());
    session.createTable<Row>(database, things).close();
    const other = instance.session();
    const [mine, theirs] = [session.table<Row>(database, 'things'), other.table<Row>(database, 'things')];
    const { catalog } = database.engine;
    const column = { name: 'n', coltyp: coltyp.long, grbit: columnGrbit.fixed, cbMax: 4, codePage: 0 };
    catalog.addColumn(session.engine, mine.cursor.table, column);
    session.engine.begin();
    catalog.deleteColumn(session.engine, mine.cursor.table, 'n');
    expect(() => {
      catalog.createIndexes(other.engine, theirs.cursor.table, [{ name: 'byN', key: '+n\0\0', grbit: 0 }]);
    }).toThrow(expect.objectContaining({ name: 'JET_errWriteConflict' }));
    session.engine.rollback();
    await instance.close();
  });
});
