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
  readonly version: string;
}

/** @returns why there is none, when better-sqlite3 does not work here */
export function ensureSqliteVolume(size: number, report: (text: string) => void): SqliteVolume | string {
  const folder = join(dataFolder, `sqlite-${size / (1 << 20)}MiB`);
  const path = join(folder, 'bench.db');
  try {
    const version = runChildScript<string>('child-sqlite', ['version']);
    ensureMade(folder, `${version} 1`, () => {
      report('generating the SQLite database …');
      mkdirSync(folder);
      runChildScript('child-sqlite', ['generate', path, String(size)]);
      runCommand({ file: 'sync', args: [path] });
    });
    return { path, bytes: statSync(path).size, version };
  } catch (error) {
    return `better-sqlite3 does not work here: ${(error as Error).message.split('\n')[0]}`;
  }
}

/** The integrity check of the command-line shell; `undefined` when that is not on this machine. */
export function sqliteIntegrityCheck({ path }: SqliteVolume): Command | undefined {
  const file = findProgram('sqlite3');
  return file === undefined ? undefined : { file, args: [path, 'PRAGMA integrity_check'] };
}

export function requireOk(output: string): void {
  if (output.trim() !== 'ok') throw new WrongOutput(`sqlite3 found damage: ${output.trim().slice(0, 200)}`);
}
