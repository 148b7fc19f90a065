import { columns } from '../bulk/columns';
import { ensureTableDatabase, ensureTableInSqlite, rowsText, type TableFile } from '../bulk/table-files';
import { warm } from '../measure/page-cache';
import { interleave, type Contender } from '../measure/rounds';
import { runChildScript, WrongOutput } from '../measure/run-command';
import type { Table, Target } from '../report/result';
import { ratioTarget, rowOf, tableOf } from '../report/targets';
import type { Benchmark, Settings } from './benchmark';

const selections = {
  '3 columns': ['Id', 'Size', 'Name'],
  '20 columns': columns.map(({ name }) => name),
} as const;

/** Of 64 MiB, and of as much as the whole file. */
const caches = { 'cache of 64 MiB': 64, 'all in the cache': 1024 } as const;

const names = { esekit: 'esekit point reader', sqlite: 'better-sqlite3 get' } as const;
const required = 2;

/** B7: random reads of typed rows by primary key, inside one process. */
export const pointsBenchmark: Benchmark = {
  name: 'points',
  run({ rows: { large: rows }, rounds, report }: Settings) {
    const notes = ['Before the measured reads each process made a quarter of them, which fills its cache.'];
    const database = ensureTableDatabase(rows, report);
    const sqlite = ensureTableInSqlite(rows, report);
    if (typeof sqlite === 'string') notes.push(`Without better-sqlite3: ${sqlite}.`);
    else warm(sqlite.path);
    warm(database.path);
    const tables: Table[] = [];
    const targets: Target[] = [];
    for (const [selection, selected] of Object.entries(selections)) {
      for (const [cache, mebibytes] of Object.entries(caches)) {
        const sums = new Set<number>();
        const contender = (what: keyof typeof names, file: TableFile): Contender =>
          pointContender(what, file, selected, mebibytes, sums);
        const contenders = [contender('esekit', database)];
        if (typeof sqlite !== 'string') contenders.push(contender('sqlite', sqlite));
        const title = `${rowsText(rows)}, as many random reads, ${selection}, ${cache}`;
        report(title);
        const table = tableOf(title, interleave(contenders, rounds, report), 'reads');
        tables.push(table);
        const [subject, peer] = [rowOf(table, names.esekit), rowOf(table, names.sqlite)];
        targets.push(ratioTarget(`${selection}, ${cache}, against better-sqlite3`, required, subject, peer));
      }
    }
    return { id: 'B7', name: 'point reads', tables, targets, notes };
  },
};

/** @param sums what all contenders of a table found, which has to be the same */
function pointContender(
  what: keyof typeof names,
  { path, rows }: TableFile,
  selected: readonly string[],
  mebibytes: number,
  sums: Set<number>,
): Contender {
  const args = [what, path, String(rows), String(rows), selected.join(), String(mebibytes)];
  return {
    name: names[what],
    bytes: rows,
    run() {
      const { seconds, sum } = runChildScript<{ seconds: number; sum: number }>('child-points', args);
      sums.add(sum);
      if (sums.size > 1) throw new WrongOutput(`${names[what]}: read other rows than the others`);
      return seconds;
    },
  };
}
