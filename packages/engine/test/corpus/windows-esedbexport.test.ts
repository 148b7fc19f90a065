import { join } from 'node:path';
import { describeCorpus, temporaryFolder } from '@esekit/testkit';
import { expect, it } from 'vitest';
import type { Table } from '../../src/index';
import { isSameCell, tabCell, tabTables, type TabTable } from './esedbexport';
import { windowsDatabases } from './windows-databases';

describeCorpus('the tables of Windows databases', () => {
  const folder = temporaryFolder();

  it('have the rows that a second reader found, and its plain cells', { timeout: 300_000 }, () => {
    const total = { tables: 0, rows: 0, cells: 0 };
    const differences: string[] = [];
    for (const { name, database, esedbexport } of windowsDatabases(folder)) {
      if (esedbexport === undefined) continue;
      for (const exported of tabTables(esedbexport, join(folder, 'export', name))) {
        const { rows, cells, found } = compare(database.table(exported.name), exported);
        total.tables++;
        total.rows += rows;
        total.cells += cells;
        differences.push(...found.map((text) => `${name} ${exported.name} ${text}`));
      }
    }
    console.log(JSON.stringify({ ...total, differences: differences.slice(0, 30) }, undefined, 1));
    expect(differences).toEqual([]);
    expect(total.tables).toBe(198);
  });
});

function compare(table: Table, exported: TabTable): { rows: number; cells: number; found: string[] } {
  const found: string[] = [];
  const byName = new Map(table.schema.columns.map((column) => [column.name, column]));
  const columns = exported.columns.map((name) => byName.get(name));
  let cells = 0;
  let rows = 0;
  for (const row of table.rows({ onLoss: () => undefined })) {
    const theirs = exported.rows[rows++] ?? [];
    columns.forEach((column, i) => {
      const ours = column && tabCell(column, row);
      if (ours === undefined || column === undefined) return;
      if (ours !== '') cells++;
      if (!isSameCell(column, ours, theirs[i] ?? '')) {
        found.push(`row ${rows} ${column.name}: ${ours} | ${theirs[i] ?? '(none)'}`);
      }
    });
  }
  if (rows !== exported.rows.length) found.push(`rows ${rows} | ${exported.rows.length}`);
  return { rows, cells, found };
}
