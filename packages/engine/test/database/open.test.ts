import { createMemoryFileSystem, type EsekitEvent } from '@esekit/core';
import { pageOffset } from '@esekit/pages';
import { describe, expect, test } from 'vitest';
import { coltyp, openDatabase } from '../../src/index';
import { fixedColumns } from '../records/columns';
import { BuiltDatabase } from './fixture/built-database';

const tables = [{ name: 'T', columns: fixedColumns([coltyp.long], ['n']), rows: [{ n: 1 }, { n: 2 }] }];
const pgnoCatalog = 4;
const pgnoShadow = 24;

describe('opening', () => {
  test('gives the header, the state and the tables', () => {
    using database = new BuiltDatabase(tables).open();
    expect(database.path).toBe('t.edb');
    expect(database.state).toBe('CleanShutdown');
    expect(database.header.cbPageSize).toBe(4096);
    expect(database.catalog).toMatchObject({ from: 'objects', mainError: undefined });
    expect(database.tables.map(({ name }) => name)).toEqual(['T']);
  });

  test('fails with the errors of an attach', () => {
    const files = createMemoryFileSystem();
    expect(() => openDatabase(files, 'absent')).toThrow(
      expect.objectContaining({ name: 'JET_errFileNotFound' }),
    );
    files.openSync('zeros', 'createNew').writeSync(new Uint8Array(8192), 0);
    expect(() => openDatabase(files, 'zeros')).toThrow(
      expect.objectContaining({ name: 'JET_errDatabaseCorrupted' }),
    );
  });

  test('closes the file when it fails', () => {
    const files = createMemoryFileSystem();
    files.openSync('zeros', 'createNew').writeSync(new Uint8Array(8192), 0);
    let closed = 0;
    const watched = Object.assign(Object.create(files) as typeof files, {
      openSync: () => {
        const file = files.openSync('zeros', 'read');
        return Object.assign(Object.create(file) as typeof file, {
          path: 'zeros',
          closeSync: () => closed++,
        });
      },
    });
    expect(() => openDatabase(watched, 'zeros')).toThrow();
    expect(closed).toBe(1);
  });
});

describe('a damaged catalog', () => {
  /** A database with one bit more or less in the middle of some pages. */
  function flipped(pages: readonly number[], bits = 1): BuiltDatabase {
    const built = new BuiltDatabase(tables);
    for (const pgno of pages) {
      const page = built.writer.pages.get(pgno)!;
      for (let i = 0; i < bits; i++) page[2000 + 17 * i]! ^= 1 << (i % 7);
    }
    return built;
  }

  test('is replaced by its copy', () => {
    const database = flipped([pgnoCatalog], 9).open();
    expect(database.catalog.from).toBe('shadow');
    expect(database.catalog.mainError?.name).toBe('JET_errReadVerifyFailure');
    expect([...database.table('T').rows()]).toHaveLength(2);
  });

  test('is not needed in full', () => {
    const built = flipped([pgnoCatalog, pgnoShadow], 9);
    expect(() => built.open()).toThrow(expect.objectContaining({ name: 'JET_errReadVerifyFailure' }));
    const losses: number[] = [];
    const database = built.open({ onLoss: ({ pgno }) => losses.push(pgno) });
    expect(losses).toEqual([pgnoCatalog]);
    expect(database.tables).toEqual([]);
  });

  test('with a single wrong bit is put right and told of', () => {
    const events: EsekitEvent[] = [];
    const database = flipped([pgnoCatalog]).open({ onEvent: (event) => events.push(event) });
    expect(database.catalog.from).toBe('objects');
    expect(events).toMatchObject([{ kind: 'damage', offset: pageOffset(pgnoCatalog, 4096) }]);
  });
});
