import { JetError } from '@esekit/core';
import { describe, expect, test } from 'vitest';
import { columnFlag, coltyp, UndecodedValue, type ReadLoss } from '../../src/index';
import { column, fixedColumns } from '../records/columns';
import { bytesOf } from '../records/hex';
import { BuiltDatabase, type BuiltTable } from './fixture/built-database';

const people: BuiltTable = {
  name: 'People',
  columns: [
    ...fixedColumns([coltyp.long, coltyp.dateTime], ['Id', 'Born']),
    column({ fid: 128, name: 'Name', coltyp: coltyp.text, codePage: 1252, cbMax: 255 }),
    column({ fid: 256, name: 'Note', coltyp: coltyp.longText, codePage: 1200 }),
  ],
  primary: { name: 'byId', key: ['Id'] },
  secondary: [
    { name: 'byName', key: ['Name', '-Id'] },
    { name: 'byBirth', key: ['Born'] },
  ],
  rows: [
    { Id: 3, Name: 'Cy', Born: new Date('1990-01-01T00:00:00Z'), Note: 'third' },
    { Id: 1, Name: 'Al', Born: new Date('1980-01-01T00:00:00Z'), Note: 'first' },
    { Id: 2, Name: 'Bo', Born: null },
    { Id: -4, Name: 'bo', Born: new Date('1980-01-01T00:00:00Z') },
  ],
};

interface Person {
  Id: number;
  Name: string;
  Born: Date | null;
  Note: string | null;
}

describe.each([4096, 32768])('a table on pages of %i bytes', (pageSize) => {
  const database = new BuiltDatabase([people], pageSize).open();
  const table = database.table<Person>('people');

  test('is known by its name in any case', () => {
    expect(database.tables.map(({ name }) => name)).toEqual(['People']);
    expect(table.name).toBe('People');
    expect(() => database.table('Others')).toThrow(
      expect.objectContaining({ name: 'JET_errObjectNotFound' }),
    );
  });

  test('has its rows in the order of the primary index', () => {
    expect([...table.rows()].map(({ Id }) => Id)).toEqual([-4, 1, 2, 3]);
    expect([...table.rows({ reverse: true })].map(({ Id }) => Id)).toEqual([3, 2, 1, -4]);
    expect(table.count()).toBe(4);
  });

  test('has rows with the values of all columns, NULL as null', () => {
    const rows = [...table.rows()];
    expect({ ...rows[1] }).toEqual({
      Id: 1,
      Name: 'Al',
      Born: new Date('1980-01-01T00:00:00Z'),
      Note: 'first',
    });
    expect(rows[2]!.Born).toBeNull();
    expect(Object.keys(rows[2]!)).toEqual(['Id', 'Name']);
  });

  test('decodes the columns that are asked for, in that order', () => {
    const [row] = table.rows({ columns: ['Name', 'Id'] });
    expect(Object.entries(row!)).toEqual([
      ['Name', 'bo'],
      ['Id', -4],
    ]);
    const unknown = database.table('People').rows({ columns: ['Nobody'] });
    expect(() => unknown.next()).toThrow(expect.objectContaining({ name: 'JET_errColumnNotFound' }));
  });

  test('can be walked by several loops at once', () => {
    const pairs: number[][] = [];
    for (const a of table.rows()) for (const b of table.rows({ reverse: true })) pairs.push([a.Id, b.Id]);
    expect(pairs).toHaveLength(16);
    expect(pairs[3]).toEqual([-4, -4]);
  });

  test('stops when the signal says so', () => {
    const controller = new AbortController();
    const seen: number[] = [];
    const read = (): void => {
      for (const { Id } of table.rows({ signal: controller.signal })) {
        seen.push(Id);
        if (seen.length === 2) controller.abort(new Error('enough'));
      }
    };
    expect(read).toThrow('enough');
    expect(seen).toEqual([-4, 1]);
  });

  test('gives its rows in the order of any index', () => {
    expect(table.indexes.map(({ name }) => name).sort()).toEqual(['byBirth', 'byId', 'byName']);
    const ids = (name: string): number[] => [...table.index(name).rows()].map(({ Id }) => Id);
    expect(ids('BYID')).toEqual([-4, 1, 2, 3]);
    // Case does not count, and the second segment descends.
    expect(ids('byName')).toEqual([1, 2, -4, 3]);
    expect(ids('byBirth')).toEqual([2, -4, 1, 3]);
    expect([...table.index('byName').rows({ reverse: true })].map(({ Id }) => Id)).toEqual([3, -4, 2, 1]);
    expect(() => table.index('byAge')).toThrow(expect.objectContaining({ name: 'JET_errIndexNotFound' }));
  });

  test('finds rows by the leading values of an index', () => {
    expect(table.index('byId').seek([2])?.Name).toBe('Bo');
    expect(table.index('byId').seek([5])).toBeUndefined();
    expect(table.index('byName').seek(['BO'])?.Id).toBe(2);
    expect(table.index('byName').seek(['Bo', -4])?.Id).toBe(-4);
    expect(table.index('byBirth').seek([null])?.Id).toBe(2);
    expect(table.index('byBirth').seek([new Date('1990-01-01T00:00:00Z')])?.Id).toBe(3);
  });

  test('finds many rows one by one', () => {
    const byName = table.index('byName').pointReader({ columns: ['Id'] });
    expect(['Al', 'bO', 'Cy', 'Di'].map((name) => byName.get(name)?.Id)).toEqual([1, 2, 3, undefined]);
    expect(byName.get('Bo', -4)?.Id).toBe(-4);
    expect(byName.get('B')).toBeUndefined();
    expect(() => byName.get()).toThrow(expect.objectContaining({ name: 'JET_errInvalidParameter' }));
    expect(() => byName.get('Bo', -4, 1)).toThrow(
      expect.objectContaining({ name: 'JET_errInvalidParameter' }),
    );
    const byId = table.index('byId').pointReader();
    expect([3, 4, -4].map((id) => byId.get(id)?.Name)).toEqual(['Cy', undefined, 'bo']);
  });

  test('gives the rows of a range, both ends included', () => {
    const ids = (options: object): number[] => [...table.index('byName').rows(options)].map(({ Id }) => Id);
    expect(ids({ from: ['Bo'] })).toEqual([2, -4, 3]);
    expect(ids({ to: ['Bo'] })).toEqual([1, 2, -4]);
    expect(ids({ from: ['Bo'], to: ['Bo'] })).toEqual([2, -4]);
    expect(ids({ from: ['Bo'], to: ['Bo'], reverse: true })).toEqual([-4, 2]);
    expect(ids({ from: ['B'], to: ['C'] })).toEqual([2, -4]);
    expect(ids({ from: ['D'] })).toEqual([]);
    expect(ids({ from: ['C'], to: ['B'] })).toEqual([]);
  });

  test('gives the entries of an index', () => {
    const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
    const entries = [...table.index('byName').entries({ to: ['Al'] })];
    expect(entries.map(({ key, bookmark }) => [hex(key), hex(bookmark)])).toEqual([
      ['7f414c00807ffffffe', '7f80000001'],
    ]);
    expect(hex(table.index('byName').key(['Al']))).toBe('7f414c00');
    const [first] = table.index('byId').entries();
    expect(first!.key).toEqual(first!.bookmark);
  });

  test('can be read through a cache of one page', () => {
    const small = new BuiltDatabase([people], pageSize).open({ cacheBytes: 0 }).table<Person>('People');
    expect([...small.index('byName').rows()].map(({ Id }) => Id)).toEqual([1, 2, -4, 3]);
  });
});

test('a table without a primary index has its rows in the order of their numbers', () => {
  const columns = fixedColumns([coltyp.long], ['n']);
  const rows = [5, 3, 9].map((n) => ({ n }));
  const table = new BuiltDatabase([{ name: 'Heap', columns, rows }]).open().table('Heap');
  expect([...table.rows()].map((row) => row['n'])).toEqual([5, 3, 9]);
});

test('text indexes of a language that is not supported can be walked but not sought', () => {
  const columns = [column({ fid: 128, name: 't', coltyp: coltyp.binary, cbMax: 255 })];
  const built = new BuiltDatabase([
    {
      name: 'T',
      columns,
      primary: { name: 'pk', key: ['t'] },
      rows: [{ t: bytesOf('01') }, { t: bytesOf('02') }],
    },
  ]);
  const database = built.open();
  const { schema } = database.table('T');
  const wide = { ...schema.columns[0]!, coltyp: coltyp.text, codePage: 1200 };
  Object.assign(schema.indexes[0]!, { segments: [{ column: wide, descending: false }], localeName: 'de-DE' });
  const index = database.table('T').index('pk');
  expect([...index.rows()]).toHaveLength(2);
  expect(() => index.seek(['x'])).toThrow(
    expect.objectContaining({ name: 'JET_errUnicodeNormalizationNotSupported' }),
  );
});

describe('damage', () => {
  function damaged(): BuiltDatabase {
    const built = new BuiltDatabase([people]);
    // The first record of the table: more variable columns than its bytes can hold.
    const page = [...built.writer.pages.values()].find((bytes) => Buffer.from(bytes).includes('bo'))!;
    page[Buffer.from(page).indexOf('bo') - 18] = 255;
    for (const pgno of built.writer.pages.keys()) built.writer.stamp(pgno);
    return built;
  }

  test('of a record is thrown', () => {
    const table = damaged().open().table('People');
    expect(() => [...table.rows()]).toThrow(expect.objectContaining({ name: 'JET_errDatabaseCorrupted' }));
    expect(table.count()).toBe(4);
  });

  test('or told of and passed over', () => {
    const losses: ReadLoss[] = [];
    const table = damaged().open().table<Person>('People');
    const onLoss = (loss: ReadLoss): number => losses.push(loss);
    expect([...table.rows({ onLoss })].map(({ Id }) => Id)).toEqual([1, 2, 3]);
    expect(losses).toMatchObject([
      { kind: 'record', error: 'JET_errDatabaseCorrupted', keyFrom: bytesOf('7F7FFFFFFC') },
    ]);
    expect([...table.index('byName').rows({ onLoss })].map(({ Id }) => Id)).toEqual([1, 2, 3]);
    expect(losses[1]).toMatchObject({ kind: 'entry' });
  });

  test('entries without a record are told of as well', () => {
    const built = new BuiltDatabase([people]);
    const table = built.open().table<Person>('People');
    const { schema } = table;
    // An index of another table's records: none of its entries leads to one.
    const orphaned = new BuiltDatabase([people, { ...people, name: 'Empty', rows: [] }]).open();
    const empty = orphaned.table<Person>('Empty');
    Object.assign(empty.schema, { indexes: orphaned.table('People').schema.indexes });
    expect(schema.indexes).toHaveLength(3);
    expect(() => [...empty.index('byName').rows()]).toThrow(
      expect.objectContaining({ name: 'JET_errSecondaryIndexCorrupted' }),
    );
    const losses: ReadLoss[] = [];
    expect([...empty.index('byName').rows({ onLoss: (loss) => losses.push(loss) })]).toEqual([]);
    expect(losses.map(({ kind }) => kind)).toEqual(['entry', 'entry', 'entry', 'entry']);
  });

  test('a failure that is no damage is thrown in any case', () => {
    const database = new BuiltDatabase([people]).open({ cacheBytes: 0 });
    const rows = database.table('People').rows({ onLoss: () => undefined });
    database.close();
    expect(() => rows.next()).toThrow(JetError);
  });

  test('of a value costs that value', () => {
    const flags = columnFlag.multiValued;
    const many = column({ fid: 256, name: 'Many', coltyp: coltyp.long, flags });
    const columns = [...fixedColumns([coltyp.long], ['Id']), many];
    const table = new BuiltDatabase([{ name: 'T', columns, rows: [{ Id: 1, Many: bytesOf('0102') }] }])
      .open()
      .table('T');
    const [row] = table.rows();
    expect(row!['Many']).toEqual([new UndecodedValue('2 bytes for a value of 4', bytesOf('0102'))]);
  });
});

test('a scan of a large table keeps no rows', async () => {
  const columns = [...fixedColumns([coltyp.long], ['Id']), column({ fid: 256, name: 'Blob' })];
  const blob = new Uint8Array(900);
  const rows = Array.from({ length: 20_000 }, (_, Id) => ({ Id, Blob: blob }));
  const built = new BuiltDatabase([{ name: 'Large', columns, primary: { name: 'pk', key: ['Id'] }, rows }]);
  const database = built.open({ cacheBytes: 1 << 20 });
  const references: WeakRef<object>[] = [];
  let count = 0;
  for (const row of database.table('Large').rows()) {
    if (count++ % 100 === 0) references.push(new WeakRef(row));
  }
  expect(count).toBe(20_000);
  expect(database.source.pageCount * 4096).toBeGreaterThan(18 << 20);
  const alive = (): number => references.filter((reference) => reference.deref() !== undefined).length;
  // When the collector comes is its own affair: it is given reasons, a turn at a time, until it has been there.
  for (let turn = 0; turn < 50 && alive() > references.length / 2; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    expect(Array.from({ length: 50 }, () => new Array<number>(50_000).fill(turn))).toHaveLength(50);
  }
  expect(alive()).toBeLessThanOrEqual(references.length / 2);
});
