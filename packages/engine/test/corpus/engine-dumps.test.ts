import { compareDump, describeCorpus, temporaryFolder } from '@esekit/testkit';
import { expect, it } from 'vitest';
import { dumpedDatabases } from './engine-dumps';

describeCorpus('databases of the engine', () => {
  const folder = temporaryFolder();

  it('are what the engine itself prints: tables, rows and index entries', { timeout: 300_000 }, () => {
    const total = { databases: 0, dumps: 0, tables: 0, rows: 0, values: 0, indexes: 0, entries: 0 };
    const all: string[] = [];
    for (const { name, database, dumps } of dumpedDatabases(folder)) {
      total.databases++;
      for (const dump of dumps) {
        total.dumps++;
        const { differences, ...counts } = compareDump(database, dump.lines);
        for (const [what, n] of Object.entries(counts)) total[what as keyof typeof counts] += n;
        all.push(...differences.map((text) => `${name} ${dump.name} ${text}`));
      }
    }
    console.log(JSON.stringify(total));
    if (all.length > 0) console.log(all.slice(0, 12).join('\n'));
    expect(all).toEqual([]);
    expect(total.databases).toBe(43);
  });
});
