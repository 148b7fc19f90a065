import { createHash } from 'node:crypto';
import { describeCorpus, temporaryFolder } from '@esekit/testkit';
import { expect, it } from 'vitest';
import { coltypNames, type ReadLoss } from '../../src/index';
import { LineComparison } from './compare-lines';
import { dissectLines } from './dissect-line';
import { windowsDatabases, type ExportedTable, type WindowsDatabase } from './windows-databases';

/**
 * Tables with pages that have a wrong checksum or belong to another table by now. The other reader makes
 * rows of what lies there, or gives up; ours passes over such pages and says so.
 */
const damagedTables = [
  'webcache-win10-1809-dirty-badpages/WebCacheV01.dat Container_4',
  'webcache-win10-1809-dirty-badpages/WebCacheV01.dat Container_11',
  'windows-search-win10-dirty/Windows.edb SystemIndex_PropertyStore',
];

/** Everything else that is not equal. Both are mistakes of the other reader. */
const knownDifferences = [
  // The last chunk of a long value begins with 0E, and the reader takes that for compression. Its length
  // is exactly what is left of the value, so it is raw (12 §4).
  'webcache-win10-1809-dirty-badpages/WebCacheV01.dat Container_11 row 3556',
  // 10 70 F9 FB 2C 0F B7 01 uses one bit of its last byte: 7 characters (12 §5.1), of which it makes 8.
  'windows-search-win10-dirty/Windows.edb SystemIndex_PropertyStore row 511',
];

/** The copy of the catalog has the same rows, and is left out of the export. */
const shadow = 'MSysObjectsShadow';

describeCorpus('the tables of Windows databases', () => {
  const folder = temporaryFolder();

  it('are what an independent reader found, cell by cell', { timeout: 300_000 }, () => {
    const total = { databases: 0, tables: 0, rows: 0, cells: 0, digests: 0, theirErrors: 0 };
    const damage = { losses: 0, onlyTheirs: 0, behindTheirEnd: 0 };
    const differences: string[] = [];
    const damaged: string[] = [];
    for (const database of windowsDatabases(folder)) {
      total.databases++;
      expect(database.database.tables.map(({ name }) => name).sort()).toEqual(
        database.tables.map(({ name }) => name).sort(),
      );
      for (const table of database.tables) {
        const name = `${database.name} ${table.name}`;
        differences.push(...schemaDifferences(database, table).map((text) => `${name} ${text}`));
        const { comparison, losses, isDigestEqual } = compareTable(database, table);
        total.tables++;
        total.rows += comparison.rows;
        total.cells += comparison.cells;
        total.digests += isDigestEqual ? 1 : 0;
        total.theirErrors += comparison.theirErrors;
        damage.losses += losses.length;
        damage.onlyTheirs += comparison.onlyTheirs;
        damage.behindTheirEnd += comparison.behindTheirEnd;
        differences.push(...comparison.differences.map((text) => `${name} ${text}`));
        if (losses.length > 0) damaged.push(name);
        else if (!isDigestEqual && comparison.theirErrors === 0) differences.push(`${name}: digest`);
      }
    }
    console.log(JSON.stringify({ ...total, ...damage, damaged, differences }, undefined, 1));
    expect(damaged).toEqual(damagedTables);
    expect(differences.map((text) => text.split(':')[0])).toEqual(knownDifferences);
    expect(total).toMatchObject({ databases: 29, tables: 273, theirErrors: 11 });
    expect(total.cells).toBeGreaterThan(950_000);
  });
});

interface TableComparison {
  readonly comparison: LineComparison;
  readonly losses: readonly ReadLoss[];
  readonly isDigestEqual: boolean;
}

function compareTable({ database, digest }: WindowsDatabase, table: ExportedTable): TableComparison {
  const losses: ReadLoss[] = [];
  const hash = createHash('sha256');
  const comparison = new LineComparison(table.rows);
  const lines = dissectLines(database.table(table.name), (loss) => {
    losses.push(loss);
    comparison.lose();
  });
  for (const line of lines) {
    hash.update(line.text).update('\n');
    if (table.name !== shadow) comparison.add(line);
  }
  const isDigestEqual = hash.digest('hex') === digest[table.name]!.sha256;
  return { comparison: comparison.end(), losses, isDigestEqual };
}

function schemaDifferences({ database }: WindowsDatabase, exported: ExportedTable): string[] {
  const { schema } = database.table(exported.name);
  const columns = (list: ExportedTable['columns']): string[] =>
    list.map(({ id, name, type }) => `${id} ${name} ${type}`).sort();
  const ours = schema.columns.map(({ fid, name, coltyp }) => ({ id: fid, name, type: coltypNames[coltyp]! }));
  const theirs = new Set(columns(exported.columns));
  const differences = columns(ours).filter((column) => !theirs.delete(column));
  differences.push(...theirs);
  const indexes = schema.indexes.map(({ name }) => name).sort();
  if (indexes.join() !== [...exported.indexes].sort().join()) differences.push(`indexes ${indexes.join()}`);
  return differences;
}
