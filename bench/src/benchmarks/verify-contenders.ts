import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Instance } from '../database/instance';
import type { Contender } from '../measure/rounds';
import { runChildScript, runCommand, WrongOutput } from '../measure/run-command';
import { requireGoodBlocks, type PostgresVolume } from '../peers/postgres';
import { requireOk, sqliteIntegrityCheck, type SqliteVolume } from '../peers/sqlite';
import { esekit, requireAllPages } from './esekit';

/** Whether the file is in the page cache when it is read. */
export type Temperature = 'warm' | 'cold';

/** A contender and the file it reads. */
export interface Reader extends Contender {
  readonly file: string;
}

export const readerNames = {
  verify: 'esekit verify (whole command)',
  verifyInProcess: 'esekit verify (in a running Node)',
  checksums: 'esekit checksums only (in a running Node)',
  cat: 'cat > /dev/null',
  sha256sum: 'sha256sum',
  postgres: 'pg_checksums --check',
  sqlite: 'sqlite3 integrity_check',
} as const;

export function verifyCommand({ database: file, shape }: Instance): Reader {
  const pages = shape.size / shape.pageSize - 2;
  return {
    name: readerNames.verify,
    file,
    bytes: shape.size,
    run() {
      const { seconds, output } = runCommand(esekit('verify', file, '--quiet', '--json'));
      requireAllPages(output, pages);
      return seconds;
    },
  };
}

/** Without the start of a command, and without the first pass, in which the code is compiled. */
export function inProcess(
  { database: file, shape }: Instance,
  what: 'verify' | 'checksums',
  temperature: Temperature,
): Reader {
  const wanted = shape.size / shape.pageSize - 2;
  const args = [file, what, temperature];
  return {
    name: what === 'verify' ? readerNames.verifyInProcess : readerNames.checksums,
    file,
    bytes: shape.size,
    run() {
      const { seconds, pages } = runChildScript<{ seconds: number; pages: number }>('child-verify', args);
      if (pages !== wanted)
        throw new WrongOutput(`verification in a running Node: ${pages} pages, not ${wanted}`);
      return seconds;
    },
  };
}

export function cat({ database: file, shape }: Instance): Reader {
  const command = { file: 'cat', args: [file], output: 'discard' as const };
  return { name: readerNames.cat, file, bytes: shape.size, run: () => runCommand(command).seconds };
}

export function sha256sum({ database: file, shape }: Instance): Reader {
  let expected: string | undefined;
  return {
    name: readerNames.sha256sum,
    file,
    bytes: shape.size,
    run() {
      const { seconds, output } = runCommand({ file: 'sha256sum', args: [file] });
      expected ??= createHash('sha256').update(readFileSync(file)).digest('hex');
      if (!output.startsWith(expected)) throw new WrongOutput(`sha256sum: ${output.trim()}, not ${expected}`);
      return seconds;
    },
  };
}

export function pgChecksums(volume: PostgresVolume): Reader {
  return {
    name: readerNames.postgres,
    file: volume.relation,
    bytes: volume.bytes,
    run() {
      const { seconds, output } = runCommand(volume.check);
      requireGoodBlocks(output, volume);
      return seconds;
    },
  };
}

/** `undefined` when the command-line shell is not on this machine. */
export function integrityCheck(volume: SqliteVolume): Reader | undefined {
  const command = sqliteIntegrityCheck(volume);
  if (!command) return undefined;
  return {
    name: readerNames.sqlite,
    file: volume.path,
    bytes: volume.bytes,
    run() {
      const { seconds, output } = runCommand(command);
      requireOk(output);
      return seconds;
    },
  };
}
