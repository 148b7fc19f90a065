import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { JetError, viewOf } from '@esekit/core';
import { createNodeFileSystem } from '@esekit/core/node';
import { Tree, TreeCursor } from '@esekit/btree';
import { isLargePage } from '@esekit/pages';
import { describeCorpus, engineArchives, temporaryFolder, unpackEngineArchive } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import { decodeCatalogRow, type CatalogRow } from '../../../src/catalog/catalog-row';
import { catalogTrees } from '../../../src/catalog/catalog-columns';
import {
  CatalogRecordEncoder,
  catalogPrimaryKey,
  LocaleRecordEncoder,
  newDatabaseRows,
  ObjidRecordEncoder,
  openDatabase,
  RecordView,
  type Database,
} from '../../../src/index';
import { windowsDatabases } from '../../corpus/windows-databases';
import { rebuiltFields } from './catalog-meaning';

interface StoredRow {
  readonly key: Uint8Array;
  readonly record: Uint8Array;
  readonly row: CatalogRow;
  readonly lastSetTime: bigint | undefined;
}

/** All rows of one of the two catalogs. */
function* storedRows(database: Database, which: 'objects' | 'shadow'): Generator<StoredRow, void, void> {
  const { source } = database;
  const tree = new Tree({ source, ...catalogTrees[which], label: which });
  const cursor = new TreeCursor(tree, { onLoss: () => undefined });
  const view = new RecordView(isLargePage(source.pageSize));
  while (cursor.next()) {
    const { node } = cursor;
    const record = node.data().slice();
    view.reset(record, 0, record.length);
    const row = decodeCatalogRow(view);
    const hasTime = view.findFixed(13, 43, 8) === 'value';
    const key = new Uint8Array(node.cbKey);
    node.copyKey(key);
    yield { key, record, row, lastSetTime: hasTime ? viewOf(record).getBigInt64(43, true) : undefined };
  }
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Rebuilds the rows of catalogs. */
class Tally {
  rows = 0;
  equal = 0;
  readonly differences: string[] = [];

  database(name: string, database: Database): void {
    const encoder = new CatalogRecordEncoder(database.source.pageSize);
    for (const which of ['objects', 'shadow'] as const) {
      for (const stored of storedRows(database, which)) this.#row(`${name} ${which}`, encoder, stored);
    }
  }

  #row(where: string, encoder: CatalogRecordEncoder, { key, record, row, lastSetTime }: StoredRow): void {
    this.rows++;
    expect(hex(catalogPrimaryKey(row.ObjidTable!, row.Type!, row.Id!))).toBe(hex(key));
    const built = encoder.encode(rebuiltFields(row, lastSetTime));
    if (hex(built) === hex(record)) {
      this.equal++;
      return;
    }
    this.differences.push(`${where}: ${hex(record)} / ${hex(built)}`);
  }
}

describeCorpus('rows of real catalogs, rebuilt from their meaning (10 §3)', () => {
  const folder = temporaryFolder();
  const files = createNodeFileSystem();

  it('of Windows', () => {
    const tally = new Tally();
    for (const { name, database } of windowsDatabases(folder, () => undefined))
      tally.database(name, database);
    console.log(`Windows: ${tally.rows} rows, ${tally.equal} equal`);
    expect(tally.differences.slice(0, 10)).toEqual([]);
  }, 120_000);

  it('of the engine', () => {
    const tally = new Tally();
    for (const archive of engineArchives()) {
      const root = unpackEngineArchive(archive, folder);
      for (const path of readdirSync(root, { recursive: true, encoding: 'utf8' }).sort()) {
        if (!path.endsWith('.edb')) continue;
        const database = tryOpen(join(root, path));
        if (!database) continue;
        tally.database(`${archive}/${path}`, database);
        database.close();
      }
    }
    console.log(`engine: ${tally.rows} rows, ${tally.equal} equal`);
    expect(tally.differences.slice(0, 10)).toEqual([]);
  }, 120_000);

  describe('a new database has the rows of the engine (10 §5)', () => {
    it.each([
      ['clean-empty-4k', 'files', 9600],
      ['dirty-efv8620-4k', 'recovered', 8620],
      ['dirty-efv9180-4k', 'recovered', 9180],
      ['clean-types-8k', 'files', 9600],
      ['clean-types-32k', 'files', 9600],
    ])('%s', (archive, part, efv) => {
      const database = openDatabase(files, join(unpackEngineArchive(archive, folder), part, 'a.edb'));
      const { pageSize } = database.source;
      const stored = [...storedRows(database, 'objects')].filter(({ row }) => row.ObjidTable! <= 7);
      const times = stored.flatMap(({ lastSetTime }) => (lastSetTime === undefined ? [] : [lastSetTime]));
      const rows = newDatabaseRows({ efv, now: () => times.shift() ?? 0n });
      const encoder = new CatalogRecordEncoder(pageSize);
      const built = rows.catalog.map((row) => ({
        key: hex(catalogPrimaryKey(row.ObjidTable!, row.Type!, row.Id!)),
        record: hex(encoder.encode(row)),
      }));
      built.sort((a, b) => (a.key < b.key ? -1 : 1));
      expect(built.map(({ record }) => record)).toEqual(stored.map(({ record }) => hex(record)));
      const objids = new ObjidRecordEncoder(pageSize);
      const wanted = recordsOf(database, 'MSysObjids');
      expect(rows.objids.map((row) => hex(objids.encode(row)))).toEqual(wanted.slice(0, rows.objids.length));
      const locales = new LocaleRecordEncoder(pageSize);
      const localeRecords = rows.locales.map((row) => hex(locales.encode(row)));
      expect(recordsOf(database, 'MSysLocales')).toEqual(expect.arrayContaining(localeRecords));
      database.close();
    });
  });

  function recordsOf(database: Database, name: string): string[] {
    const cursor = database.table(name).cursor();
    const records: string[] = [];
    while (cursor.next()) records.push(hex(cursor.node.data()));
    return records;
  }

  /** Dirty databases may have no readable catalog yet. */
  function tryOpen(path: string): Database | undefined {
    try {
      return openDatabase(files, path, { onLoss: () => undefined });
    } catch (error) {
      if (JetError.isInstance(error)) return undefined;
      throw error;
    }
  }
});
