import { createMemoryFileSystem, type FileSystem, type LogTime } from '@esekit/core';
import { describe, expect, test } from 'vitest';
import { Instance, type InstanceDatabase, type InstancePlatform, type InstanceSession } from '../../src/api';
import { checkFile, openDatabase } from '../../src/index';

interface Person {
  readonly id: number;
  readonly name: string;
  readonly tags: readonly string[] | null;
  readonly photo: Uint8Array | null;
}

const people = {
  name: 'people',
  columns: {
    id: { type: 'Long', autoincrement: true },
    name: { type: 'Text', size: 160, notNull: true },
    tags: { type: 'LongText', multiValued: true },
    photo: { type: 'LongBinary' },
  },
  indexes: {
    id: { columns: ['id'], primary: true },
    byName: { columns: ['name', '-id'], locale: 'en-US' },
  },
} as const;

let random = 1;
const time: LogTime = {
  second: 1,
  minute: 2,
  hour: 3,
  day: 4,
  month: 5,
  year: 106,
  isUtc: true,
  milliseconds: 7,
} as never;

function platformOn(fs: FileSystem): InstancePlatform {
  return { fs, now: () => time, random: () => (random = (random * 69069 + 1) >>> 0) };
}

async function opened(fs = createMemoryFileSystem()): Promise<{
  fs: FileSystem;
  instance: Instance;
  database: InstanceDatabase;
  session: InstanceSession;
}> {
  const instance = await Instance.open(platformOn(fs), 'data', { extensionPages: 16, logFileSize: 256 });
  const database = await instance.openDatabase('people.edb');
  return { fs, instance, database, session: instance.session() };
}

describe('an instance', () => {
  test('keeps what was committed, in a file that everything else reads', async () => {
    const { fs, instance, database, session } = await opened();
    const table = session.createTable<Person>(database, people);
    await session.transaction(() => {
      table.insert({ name: 'Ada', tags: ['first', 'mathematics'] });
      table.insert({ name: 'Grace', photo: new Uint8Array(20_000).fill(7) });
      table.insert({ name: 'Barbara' });
    });
    expect([...table.rows({ columns: ['id', 'name'] })]).toMatchObject([
      { id: 1, name: 'Ada' },
      { id: 2, name: 'Grace' },
      { id: 3, name: 'Barbara' },
    ]);
    expect([...table.rows({ index: 'byName', from: ['B'], reverse: true })].map(({ name }) => name)).toEqual([
      'Grace',
      'Barbara',
    ]);
    expect(table.get([2])?.photo).toEqual(new Uint8Array(20_000).fill(7));
    expect(table.update([3], { tags: ['CLU'] })).toBe(true);
    expect(table.delete([9])).toBe(false);
    await instance.close();
    const read = openDatabase(fs, 'data/people.edb');
    expect([...read.table('people').rows()]).toMatchObject([
      { id: 1, name: 'Ada', tags: ['first', 'mathematics'] },
      { id: 2, name: 'Grace', photo: new Uint8Array(20_000).fill(7) },
      { id: 3, name: 'Barbara', tags: ['CLU'] },
    ]);
    read.close();
    const problems: unknown[] = [];
    await checkFile(fs, 'data/people.edb', (problem) => problems.push(problem));
    expect(problems).toEqual([]);
  });

  test('comes back after a crash with what was committed, and without the rest', async () => {
    const { fs, database, session } = await opened();
    const table = session.createTable<Person>(database, people);
    await session.transaction(() => table.insert({ name: 'kept' }));
    session.engine.begin();
    table.insert({ name: 'lost' });
    // Nobody ends the first instance: its lock goes with its process, which here is a copy of the files.
    const copy = await copyOf(fs);
    const { instance, session: later, database: recovered } = await opened(copy);
    expect([...later.table<Person>(recovered, 'people').rows()].map(({ name }) => name)).toEqual(['kept']);
    await instance.close();
  });

  test('writes what happens to a file of events', async () => {
    const fs = createMemoryFileSystem();
    const seen: string[] = [];
    const instance = await Instance.open(platformOn(fs), 'data', {
      eventLog: 'events.jsonl',
      onEvent: ({ kind }) => void seen.push(kind),
    });
    await instance.openDatabase('x.edb');
    await instance.close();
    const file = fs.openSync('data/events.jsonl', 'read');
    const bytes = new Uint8Array(file.sizeSync());
    file.readSync(bytes, 0);
    const lines = new TextDecoder().decode(bytes).trimEnd().split('\n');
    const ids = lines.map((line) => (JSON.parse(line) as { id: number }).id);
    expect(ids).toHaveLength(seen.length);
    expect(ids).toEqual(expect.arrayContaining([102, 105, 325, 103]));
  });

  test('is disposed of at the end of its block', async () => {
    const fs = createMemoryFileSystem();
    {
      await using instance = await Instance.open(platformOn(fs), 'a/b');
      await instance.openDatabase('x.edb');
    }
    const read = openDatabase(fs, 'a/b/x.edb');
    expect(read.state).toBe('CleanShutdown');
    read.close();
  });

  test('goes on when a session is inside of a transaction', async () => {
    const { instance, session } = await opened();
    session.engine.begin();
    await expect(instance.close()).rejects.toMatchObject({ name: 'JET_errTooManyActiveUsers' });
    session.engine.rollback();
    await instance.close();
  });

  test('detaches a database that another instance can use then', async () => {
    const { fs, instance, database, session } = await opened();
    session.createTable(database, people).close();
    await database.detach();
    const other = await Instance.open(platformOn(fs), 'other', { extensionPages: 16 });
    const there = await other.openDatabase('data/people.edb', { create: false });
    expect(other.session().tables(there)).toEqual(['people']);
    await other.close();
    await instance.close();
  });
});

describe('a transaction', () => {
  test('that throws leaves nothing', async () => {
    const { instance, database, session } = await opened();
    const table = session.createTable<Person>(database, people);
    const work = session.transaction(() => {
      table.insert({ name: 'a' });
      throw new Error('changed my mind');
    });
    await expect(work).rejects.toThrow('changed my mind');
    expect(table.count()).toBe(0);
    expect(() =>
      session.transactionSync(() => {
        table.insert({ name: 'b' });
        throw new Error('again');
      }),
    ).toThrow('again');
    expect(table.count()).toBe(0);
    await instance.close();
  });

  test('that is aborted before its commit leaves nothing', async () => {
    const { instance, database, session } = await opened();
    const table = session.createTable<Person>(database, people);
    const abort = new AbortController();
    const work = session.transaction(
      () => {
        table.insert({ name: 'a' });
        abort.abort(new Error('too late'));
      },
      { signal: abort.signal },
    );
    await expect(work).rejects.toThrow('too late');
    expect(table.count()).toBe(0);
    expect(session.engine.level).toBe(0);
    await instance.close();
  });

  test('inside of another one is undone alone', async () => {
    const { instance, database, session } = await opened();
    const table = session.createTable<Person>(database, people);
    await session.transaction(async () => {
      table.insert({ name: 'outer' });
      const inner = session.transaction(() => {
        table.insert({ name: 'inner' });
        throw new Error('inner');
      });
      await expect(inner).rejects.toThrow('inner');
    });
    expect([...table.rows()].map(({ name }) => name)).toEqual(['outer']);
    await instance.close();
  });

  test('sees what was there when it began, and meets the changes of others as conflicts', async () => {
    const { instance, database, session } = await opened();
    const table = session.createTable<Person>(database, people);
    await session.transaction(() => table.insert({ name: 'first' }));
    table.close();
    const other = instance.session();
    const [mine, theirs] = [
      session.table<Person>(database, 'people'),
      other.table<Person>(database, 'people'),
    ];
    await session.transaction(async () => {
      expect(mine.get([1])?.name).toBe('first');
      await other.transaction(() => theirs.update([1], { name: 'second' }));
      expect(mine.get([1])?.name).toBe('first');
      expect(() => mine.update([1], { name: 'third' })).toThrow(
        expect.objectContaining({ name: 'JET_errWriteConflict' }),
      );
    });
    expect(mine.get([1])?.name).toBe('second');
    await instance.close();
  });

  test('that only reads cannot change anything', async () => {
    const { instance, database, session } = await opened();
    const table = session.createTable<Person>(database, people);
    const work = session.transaction(() => table.insert({ name: 'a' }), { isReadOnly: true });
    await expect(work).rejects.toMatchObject({ name: 'JET_errTransReadOnly' });
    await instance.close();
  });
});

describe('a table', () => {
  test('refuses rows that break its rules, and stays as it is', async () => {
    const { instance, database, session } = await opened();
    const table = session.createTable<Person>(database, people);
    expect(() => table.insert({ photo: new Uint8Array(3) })).toThrow(
      expect.objectContaining({ name: 'JET_errNullInvalid' }),
    );
    expect(() => table.insert({ name: 'a', nonsense: 1 } as never)).toThrow(
      expect.objectContaining({ name: 'JET_errColumnNotFound' }),
    );
    expect(table.count()).toBe(0);
    table.insert({ name: 'fine' });
    expect(table.count()).toBe(1);
    await instance.close();
  });

  test('can be changed while its rows are walked', async () => {
    const { instance, database, session } = await opened();
    const table = session.createTable<Person>(database, people);
    session.transactionSync(() => {
      for (let i = 0; i < 300; i++) table.insert({ name: `row ${i}` });
    });
    session.transactionSync(() => {
      for (const { id } of table.rows({ columns: ['id'] })) if (id % 2 === 0) table.delete([id]);
    });
    expect(table.count()).toBe(150);
    expect([...table.rows({ from: [290], to: [300] })].map(({ id }) => id)).toEqual([
      291, 293, 295, 297, 299,
    ]);
    await instance.close();
  });

  test('belongs to its session, which closes it', async () => {
    const { instance, database, session } = await opened();
    const table = session.createTable<Person>(database, people);
    session.close();
    expect(() => table.insert({ name: 'a' })).toThrow(
      expect.objectContaining({ name: 'JET_errInvalidTableId' }),
    );
    const next = instance.session();
    expect(next.table(database, 'people').count()).toBe(0);
    next.close();
    await instance.close();
  });
});

/** The files as a crash leaves them. */
async function copyOf(fs: FileSystem): Promise<FileSystem> {
  const copy = createMemoryFileSystem();
  copy.createDirectorySync('data');
  for (const name of await fs.readDirectory('data')) {
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
