import { rmSync } from 'node:fs';
import { ensureTableDatabase, ensureTableInSqlite, rowsText } from '../bulk/table-files';
import { warm } from '../measure/page-cache';
import { interleave, type Contender } from '../measure/rounds';
import type { Table, Target } from '../report/result';
import { ratio, ratioTarget, rowOf, tableOf } from '../report/targets';
import type { Benchmark, Settings } from './benchmark';
import {
  esedbexport,
  esekitExport,
  esekitPipe,
  exportFolder,
  exportNames,
  sqliteExport,
} from './export-contenders';

/** It needs many times the time per row in larger tables, so that rounds of it would take hours. */
const esedbexportRowsMost = 100_000;

/** B6: all rows of a table of 20 columns as text. */
export const exportBenchmark: Benchmark = {
  name: 'export',
  run(settings) {
    const notes = [
      'Whole commands, the start of Node included. Every export was compared with the rows of the table.',
      'esedbexport writes a file of its own with tabs between values; it shows dates and floats in raw or cut form.',
      'SQLite has the same values in a database of its own, dates and GUIDs as text; binaries go through hex().',
    ];
    const { small, large } = settings.rows;
    try {
      const tables = [small, large].map((rows) => exportTable(rows, settings, notes));
      const targets = tables.flatMap((table, i) => targetsOf(table, rowsText([small, large][i]!)));
      return { id: 'B6', name: 'export', tables, targets, notes };
    } finally {
      rmSync(exportFolder, { recursive: true, force: true });
    }
  },
};

function exportTable(rows: number, { rounds, report }: Settings, notes: string[]): Table {
  const file = ensureTableDatabase(rows, report);
  const sqlite = ensureTableInSqlite(rows, report);
  warm(file.path);
  const contenders: (Contender | undefined)[] = [
    esekitExport(file, 'csv'),
    esekitExport(file, 'jsonl'),
    esekitPipe(file),
    rows > esedbexportRowsMost ? undefined : esedbexport(file),
  ];
  if (typeof sqlite === 'string') notes.push(`Without better-sqlite3: ${sqlite}.`);
  else {
    warm(sqlite.path);
    contenders.push(sqliteExport(file, sqlite, 'csv'), sqliteExport(file, sqlite, 'jsonl'));
  }
  const present = contenders.filter((contender) => contender !== undefined);
  if (present.length < contenders.length)
    notes.push(`${rowsText(rows)}: without esedbexport above 100 k rows, and without what was not found.`);
  const title = `Warm, ${rowsText(rows)} of 20 columns, ${(file.bytes / 1e6).toFixed(0)} MB`;
  report(title);
  return tableOf(title, interleave(present, rounds, report), 'rows');
}

function targetsOf(table: Table, rows: string): Target[] {
  const row = (name: keyof typeof exportNames) => rowOf(table, exportNames[name]);
  return [
    ratioTarget(`${rows}, CSV against esedbexport`, 20, row('csv'), row('esedbexport')),
    ratioTarget(`${rows}, JSON lines against esedbexport`, 20, row('jsonl'), row('esedbexport')),
    ratioTarget(`${rows}, CSV against sqlite3 -csv`, 0.4, row('csv'), row('sqlite')),
    ratio(`${rows}, JSON lines against sqlite3 JSON`, row('jsonl'), row('sqliteJson')),
  ];
}
