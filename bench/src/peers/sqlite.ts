import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ensureMade } from '../database/fingerprint';
import { findProgram } from '../measure/find-program';
import { runChildScript, runCommand, WrongOutput, type Command } from '../measure/run-command';
import { dataFolder } from '../places';

/** A SQLite database of about the wanted volume. */
export interface SqliteVolume {
  readonly path: string;
  readonly bytes: number;
}

/** Of SQLite inside better-sqlite3; the reason why, when that does not work here. */
export function sqliteVersion(): { readonly version: string } | { readonly problem: string } {
  try {
    return { version: runChildScript<string>('child-sqlite', ['version']) };
  } catch (error) {
    return { problem: `better-sqlite3 does not work here: ${(error as Error).message.split('\n')[0]}` };
  }
}

/** @returns why there is none, when better-sqlite3 does not work here */
export function ensureSqliteVolume(size: number, report: (text: string) => void): SqliteVolume | string {
  const sqlite = sqliteVersion();
  if ('problem' in sqlite) return sqlite.problem;
  const folder = join(dataFolder, `sqlite-${size / (1 << 20)}MiB`);
  const path = join(folder, 'bench.db');
  ensureMade(folder, `${sqlite.version} 1`, () => {
    report('generating the SQLite database …');
    mkdirSync(folder);
    runChildScript('child-sqlite', ['generate', path, String(size)]);
    runCommand({ file: 'sync', args: [path] });
  });
  return { path, bytes: statSync(path).size };
}

/** The integrity check of the command-line shell; `undefined` when that is not on this machine. */
export function sqliteIntegrityCheck({ path }: SqliteVolume): Command | undefined {
  const file = findProgram('sqlite3');
  return file === undefined ? undefined : { file, args: [path, 'PRAGMA integrity_check'] };
}

export function requireOk(output: string): void {
  if (output.trim() !== 'ok') throw new WrongOutput(`sqlite3 found damage: ${output.trim().slice(0, 200)}`);
}
