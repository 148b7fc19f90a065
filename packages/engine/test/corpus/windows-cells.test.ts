import { createHash } from 'node:crypto';
import { describeCorpus, temporaryFolder } from '@esekit/testkit';
import type { TreeLoss } from '@esekit/btree';
import { expect, it } from 'vitest';
import { coltypNames } from '../../src/index';
import { LineComparison } from './compare-lines';
import { dissectLines } from './dissect-line';
import { windowsDatabases, type ExportedTable, type WindowsDatabase } from './windows-databases';

/** What is not equal and why; everything that is not listed here must be. */
const known = {
  // A raw last chunk begins with 0E, and the other reader takes that for compression. Its length is
  // exactly what is left of the value, so it is raw (12 §4).
  rawChunkTakenAsCompressed: ['webcache-win10-1809-dirty-badpages/WebCacheV01.dat Container_11'],
  // Pages with a wrong checksum, or that now belong to another table: the other reader makes rows of what
  // lies there, or gives up; ours passes over them and says so.
  damagedPages: [
    'webcache-win10-1809-dirty-badpages/WebCacheV01.dat Container_4',
    'webcache-win10-1809-dirty-badpages/WebCacheV01.dat Container_11',
    'windows-search-win10-dirty/Windows.edb SystemIndex_PropertyStore',
  ],
};

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
        damage.onlyTheirs += comparison.onlyTheirs.length;
        damage.behindTheirEnd += comparison.behindTheirEnd;
        differences.push(...comparison.differences.map((text) => `${name} ${text}`));
        if (losses.length > 0) damaged.push(name);
        else if (!isDigestEqual && comparison.theirErrors === 0) differences.push(`${name}: digest`);
      }
    }
    console.log(JSON.stringify({ ...total, ...damage, damaged, differences }, undefined, 1));
    expect(damaged).toEqual(known.damagedPages);
    expect(differences.map((text) => text.split(' row ')[0])).toEqual(known.rawChunkTakenAsCompressed);
    expect(total).toMatchObject({ databases: 28, theirErrors: 11 });
    expect(total.cells).toBeGreaterThan(400_000);
  });
});

interface TableComparison {
  readonly comparison: LineComparison;
  readonly losses: readonly TreeLoss[];
  readonly isDigestEqual: boolean;
}

function compareTable({ database, digest }: WindowsDatabase, table: ExportedTable): TableComparison {
  const losses: TreeLoss[] = [];
  const hash = createHash('sha256');
  const lines = [...dissectLines(database.table(table.name), (loss) => losses.push(loss))];
  for (const { text } of lines) hash.update(text).update('\n');
  const isDigestEqual = hash.digest('hex') === digest[table.name]!.sha256;
  const theirs = table.name === shadow ? lines.map(({ text }) => text) : table.rows;
  const comparison = new LineComparison(theirs, losses.length > 0);
  for (const line of lines) comparison.add(line);
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
