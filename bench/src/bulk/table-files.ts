import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ensureMade, generatorFingerprint } from '../database/fingerprint';
import { runChildScript, runCommand } from '../measure/run-command';
import { sqliteVersion } from '../peers/sqlite';
import { dataFolder, sampleArchive } from '../places';
import { writeTableDatabase } from './write-table-database';

/** A file with the rows of the generated table. */
export interface TableFile {
  readonly path: string;
  readonly rows: number;
  readonly bytes: number;
}

export const tablePageSize = 8192;

/** The database with this many rows, from an earlier run or written now. */
export function ensureTableDatabase(rows: number, report: (text: string) => void): TableFile {
  const folder = join(dataFolder, `table-${rows}`);
  const path = join(folder, 'a.edb');
  const shape = { rows, pageSize: tablePageSize, hasSecondaryIndex: false };
  const fingerprint = generatorFingerprint(readFileSync(sampleArchive), sources(), JSON.stringify(shape));
  ensureMade(folder, fingerprint, () => {
    report(`writing a table of ${rowsText(rows)} …`);
    const sample = join(folder, 'sample');
    mkdirSync(sample, { recursive: true });
    runCommand({ file: 'tar', args: ['-xzf', sampleArchive, '-C', sample] });
    writeTableDatabase(path, join(sample, 'a.edb'), shape);
    rmSync(sample, { recursive: true });
    // Written to disk now, because it would be written during a measurement otherwise.
    runCommand({ file: 'sync', args: [path] });
  });
  return { path, rows, bytes: statSync(path).size };
}

/** The same rows in SQLite; why there are none when better-sqlite3 does not work here. */
export function ensureTableInSqlite(rows: number, report: (text: string) => void): TableFile | string {
  const sqlite = sqliteVersion();
  if ('problem' in sqlite) return sqlite.problem;
  const folder = join(dataFolder, `sqlite-table-${rows}`);
  const path = join(folder, 'bench.db');
  ensureMade(folder, generatorFingerprint(sqlite.version, sources()), () => {
    report(`writing ${rowsText(rows)} into SQLite …`);
    mkdirSync(folder);
    runChildScript('child-table', [path, String(rows)]);
    runCommand({ file: 'sync', args: [path] });
  });
  return { path, rows, bytes: statSync(path).size };
}

export function rowsText(rows: number): string {
  if (rows % 1_000_000 === 0) return `${rows / 1_000_000} M rows`;
  return rows % 1000 === 0 ? `${rows / 1000} k rows` : `${rows} rows`;
}

/** Everything that decides what the table contains. */
function sources(): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(import.meta.dirname).sort())
    hash.update(readFileSync(join(import.meta.dirname, name)));
  for (const name of ['child-table.ts', 'peers/sqlite-rows.ts'])
    hash.update(readFileSync(join(import.meta.dirname, '..', name)));
  return hash.digest('hex');
}
