import { createHash } from 'node:crypto';
import { describeCorpus, temporaryFolder } from '@esekit/testkit';
import { expect, it } from 'vitest';
import { dissectLines } from './dissect-line';
import { windowsDatabases } from './windows-databases';

describeCorpus('tables of Windows, cell by cell', () => {
  const folder = temporaryFolder();
  it('proto', { timeout: 300_000 }, () => {
    const seen: string[] = [];
    for (const { name, database, tables, digest } of windowsDatabases(folder, () => undefined)) {
      for (const table of tables) {
        const hash = createHash('sha256');
        let i = 0, bad = 0;
        for (const line of dissectLines(database.table(table.name))) {
          hash.update(`${line}\n`);
          if (table.name !== 'MSysObjectsShadow' && line !== table.rows[i]) {
            if (bad++ < 3) {
              const theirs = table.rows[i] ?? '(none)';
              let k = 0; while (k < line.length && line[k] === theirs[k]) k++;
              seen.push(`${name} ${table.name} row ${i} at ${k}\n  ours   ${line.slice(Math.max(0, k - 60), k + 100)}\n  theirs ${theirs.slice(Math.max(0, k - 60), k + 100)}`);
            }
          }
          i++;
        }
        const d = digest[table.name]!;
        const ok = hash.digest('hex') === d.sha256;
        if (!ok || i !== d.rows) seen.push(`${name} ${table.name} ${i} rows ${d.rows} bad ${bad} ${ok} ${d.stopped ?? ''}`);
      }
    }
    console.log(seen.join('\n'));
    expect(1).toBe(1);
  });
});
