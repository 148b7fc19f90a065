import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { interleave, type Contender } from '../measure/rounds';
import { runChildScript, runCommand, WrongOutput } from '../measure/run-command';
import { sqliteVersion } from '../peers/sqlite';
import { dataFolder } from '../places';
import type { Table, Target } from '../report/result';
import { ratio, ratioTarget, rowOf, tableOf } from '../report/targets';
import { rowsText } from '../bulk/table-files';
import type { Benchmark, Settings } from './benchmark';

type Mode = 'bulk' | 'durable' | 'sessions' | 'reads';

interface Answer {
  readonly seconds: number;
  readonly rows: number;
  readonly ids: number;
}

const folder = join(dataFolder, 'inserts');
const sessions = 16;
const names = {
  esekit: 'esekit, one session',
  sessions: `esekit, ${sessions} sessions`,
  sqlite: 'better-sqlite3',
} as const;

/** Rows per second that the bulk insert has to do on its own (issue of the engine). */
const rowsPerSecond = 76_000;

/** B8: inserts in bulk, durable ones one by one and side by side; reads of what was inserted. */
export const insertsBenchmark: Benchmark = {
  name: 'inserts',
  run({ rows: { small, large }, rounds, report }: Settings) {
    const hasSqlite = 'version' in sqliteVersion();
    const durable = Math.max(100, Math.round(large / 500));
    const bulk = measure('bulk', large, rounds, report, hasSqlite);
    const single = measure('durable', durable, rounds, report, hasSqlite, true);
    const reads = measure('reads', 4 * small, rounds, report, hasSqlite);
    const scaled = [small / 4, small, 4 * small].map((rows) => measure('bulk', rows, rounds, report, false));
    const targets: Target[] = [
      ratioTarget(
        'bulk insert against better-sqlite3',
        0.5,
        rowOf(bulk, names.esekit),
        rowOf(bulk, names.sqlite),
      ),
      bulkRate(bulk),
      ratio(
        'one durable row each, against better-sqlite3',
        rowOf(single, names.esekit),
        rowOf(single, names.sqlite),
      ),
      ratioTarget(
        `${sessions} sessions against one`,
        5,
        rowOf(single, names.sessions),
        rowOf(single, names.esekit),
      ),
      ratioTarget(
        'random reads against better-sqlite3',
        2,
        rowOf(reads, names.esekit),
        rowOf(reads, names.sqlite),
      ),
      ...scaled.slice(1).map((table, i) => growth(scaled[i]!, table)),
    ];
    const notes = [
      'Both: an integer key, a text, a value of 300 bytes, a secondary index over an integer in no order; cache of 256 MiB.',
      'Bulk: transactions of 1,000 rows; esekit commits them lazily, SQLite in WAL mode with synchronous NORMAL. Durable: FULL.',
    ];
    rmSync(folder, { recursive: true, force: true });
    return { id: 'B8', name: 'inserts', tables: [bulk, single, reads, ...scaled], targets, notes };
  },
};

function measure(
  mode: Mode,
  rows: number,
  rounds: number,
  report: (text: string) => void,
  hasSqlite: boolean,
  hasSessions = false,
): Table {
  const titles = {
    bulk: 'in bulk',
    durable: 'one durable transaction each',
    sessions: '',
    reads: 'random reads',
  };
  const title = `${rowsText(rows)}, ${titles[mode]}`;
  report(title);
  const contenders = [
    contender(names.esekit, ['esekit', mode], rows),
    ...(hasSessions ? [contender(names.sessions, ['esekit', 'sessions'], rows)] : []),
    ...(hasSqlite ? [contender(names.sqlite, ['sqlite', mode], rows)] : []),
  ];
  return tableOf(title, interleave(contenders, rounds, report), 'rows');
}

function contender(name: string, [what = '', mode = '']: readonly string[], rows: number): Contender {
  return {
    name,
    bytes: rows,
    prepare() {
      rmSync(folder, { recursive: true, force: true });
      runCommand({ file: 'sync', args: [] });
    },
    run() {
      const answer = runChildScript<Answer>('child-insert', [
        what,
        mode,
        folder,
        String(rows),
        String(sessions),
      ]);
      const isWhole = answer.rows === rows && answer.ids === (rows * (rows + 1)) / 2;
      if (mode !== 'reads' && !isWhole) throw new WrongOutput(`${name}: ${answer.rows} rows of ${rows}`);
      return answer.seconds;
    },
  };
}

function bulkRate(table: Table): Target {
  const row = rowOf(table, names.esekit)!;
  const measured = row.volume / row.median;
  return {
    text: 'bulk insert',
    required: `> ${rowsPerSecond} rows/s`,
    measured: `${Math.round(measured)} rows/s`,
    verdict: measured > rowsPerSecond ? 'met' : 'missed',
  };
}

/** Four times the rows, at most 4.3 times the time. */
function growth(small: Table, large: Table): Target {
  const [a, b] = [rowOf(small, names.esekit)!, rowOf(large, names.esekit)!];
  const measured = b.median / a.median;
  return {
    text: `time for ${large.title} against ${small.title}`,
    required: '<= 4.3 x',
    measured: `${measured.toFixed(2)} x`,
    verdict: measured <= 4.3 ? 'met' : 'missed',
  };
}
