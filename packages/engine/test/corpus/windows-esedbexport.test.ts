import { join } from 'node:path';
import { describeCorpus, temporaryFolder } from '@esekit/testkit';
import { expect, it } from 'vitest';
import { compareWithTab, tabTables } from './esedbexport';
import { windowsDatabases } from './windows-databases';

describeCorpus('the tables of Windows databases', () => {
  const folder = temporaryFolder();

  it('have the rows that a second reader found, and its plain cells', { timeout: 300_000 }, () => {
    const total = { tables: 0, rows: 0, cells: 0 };
    const differences: string[] = [];
    for (const { name, database, esedbexport } of windowsDatabases(folder)) {
      if (esedbexport === undefined) continue;
      for (const exported of tabTables(esedbexport, join(folder, 'export', name))) {
        const { rows, cells, found } = compareWithTab(database.table(exported.name), exported);
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
