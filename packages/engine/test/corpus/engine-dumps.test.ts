import { isDeepStrictEqual } from 'node:util';
import { describeCorpus, temporaryFolder } from '@esekit/testkit';
import { expect, it } from 'vitest';
import { dumpLines } from './dump-lines';
import { dumpedDatabases } from './engine-dumps';

describeCorpus('databases of the engine', () => {
  const folder = temporaryFolder();

  it('are what the engine itself prints: tables, rows and index entries', { timeout: 300_000 }, () => {
    const total = { databases: 0, dumps: 0, tables: 0, rows: 0, values: 0, indexes: 0, entries: 0 };
    const differences: string[] = [];
    for (const { name, database, dumps } of dumpedDatabases(folder)) {
      total.databases++;
      for (const dump of dumps) {
        total.dumps++;
        const found: string[] = [];
        let i = 0;
        const withSystem = dump.lines.some((line) => line.startsWith('{"table":"MSys'));
        for (const line of dumpLines(database, withSystem)) {
          const theirs = dump.lines[i++] ?? '(none)';
          count(total, line);
          if (line !== theirs && !isSame(line, theirs)) found.push(`${i}: ours ${line}\ntheirs ${theirs}`);
        }
        if (i !== dump.lines.length) found.push(`${i} lines for ${dump.lines.length}`);
        differences.push(...found.slice(0, 4).map((text) => `${name} ${dump.name} ${text.slice(0, 1500)}`));
      }
    }
    console.log(JSON.stringify(total));
    if (differences.length > 0) console.log(differences.slice(0, 12).join('\n'));
    expect(differences).toEqual([]);
    expect(total.databases).toBe(43);
  });
});

/** Numbers are compared as such: the engine prints floats with all digits. */
function isSame(ours: string, theirs: string): boolean {
  return theirs.startsWith('{') && isDeepStrictEqual(JSON.parse(ours), JSON.parse(theirs));
}

function count(total: Record<string, number>, line: string): void {
  const add = (name: string, n: number): void => {
    total[name] = total[name]! + n;
  };
  if (line.startsWith('{"table"')) add('tables', 1);
  else if (line.includes('"entries":[')) {
    add('indexes', 1);
    add('entries', line.split('],[').length - (line.endsWith('[]}') ? 1 : 0));
  } else if (line.includes('"bm"')) {
    add('rows', 1);
    add('values', Object.keys((JSON.parse(line) as { r: object }).r).length);
  }
}
