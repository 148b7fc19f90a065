import { chownSync, existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ensureMade } from '../database/fingerprint';
import { findProgram } from '../measure/find-program';
import { firstLine } from '../measure/machine';
import { runCommand, WrongOutput, type Command } from '../measure/run-command';
import { dataFolder } from '../places';

/** A PostgreSQL data directory with page checksums and one table of about the wanted volume. */
export interface PostgresVolume {
  /** The file of the table. */
  readonly relation: string;
  readonly bytes: number;
  /** Checks the pages of the table and of nothing else. */
  readonly check: Command;
}

/** Debian keeps the server's programs out of PATH, by version. */
const debianFolder = '/usr/lib/postgresql';

const blockSize = 8192;
/** Rows of {@link tableSql} that fill one block. */
const rowsPerBlock = 61;

function tableSql(blocks: number): string {
  const text = 'md5(i::text) || md5((i + 1)::text) || md5((i * 7)::text)';
  return `CREATE TABLE bench AS SELECT i, ${text} AS t FROM generate_series(1, ${blocks * rowsPerBlock}) AS i;\n`;
}

function programFolders(): string[] {
  if (!existsSync(debianFolder)) return [];
  return readdirSync(debianFolder).map((version) => join(debianFolder, version, 'bin'));
}

/** Empty when it is not on this machine. */
export function postgresVersion(): string {
  const program = findProgram('pg_checksums', programFolders());
  return program === undefined ? '' : firstLine(program, ['--version']);
}

/** @returns why there is none, when PostgreSQL is not on this machine or cannot be set up here */
export function ensurePostgresVolume(size: number, report: (text: string) => void): PostgresVolume | string {
  const [initdb, postgres, checksums] = ['initdb', 'postgres', 'pg_checksums'].map((name) =>
    findProgram(name, programFolders()),
  );
  if (!initdb || !postgres || !checksums) return 'PostgreSQL (initdb, postgres, pg_checksums) not found';
  const user = serverUser();
  if (typeof user === 'string') return user;
  const folder = join(dataFolder, `postgres-${size / (1 << 20)}MiB`);
  ensureMade(folder, `${postgresVersion()} ${tableSql(size / blockSize)}`, () => {
    report('generating the PostgreSQL table …');
    mkdirSync(folder, { mode: 0o700 });
    if (user) chownSync(folder, user.uid, user.gid);
    const settings = ['fsync=off', 'wal_level=minimal', 'max_wal_senders=0', 'max_wal_size=8GB'];
    const init = ['-D', folder, '--data-checksums', '--auth=trust', '--username=postgres', '--no-sync'];
    runCommand({ file: initdb, args: init, user });
    // Single-user mode needs no socket and ends with a clean shutdown.
    const server = ['--single', '-D', folder, ...settings.flatMap((setting) => ['-c', setting]), 'postgres'];
    runCommand({ file: postgres, args: server, input: tableSql(size / blockSize), user });
    rmSync(join(folder, 'postmaster.pid'), { force: true });
    runCommand({ file: 'sync', args: [largestFile(join(folder, 'base'))] });
  });
  const relation = largestFile(join(folder, 'base'));
  const node = relation.slice(relation.lastIndexOf('/') + 1);
  const check = { file: checksums, args: ['--check', `--filenode=${node}`, '-D', folder], user };
  return { relation, bytes: statSync(relation).size, check };
}

/** The server refuses to run as root, so root lends it another user; anybody else runs it as himself. */
function serverUser(): Command['user'] | string {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    const uid = firstLine('id', ['-u', name]);
    const gid = firstLine('id', ['-g', name]);
    if (uid !== '' && gid !== '') return { uid: Number(uid), gid: Number(gid) };
  }
  return 'PostgreSQL does not run as root, and there is no user to lend it';
}

function largestFile(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return files.reduce((a, b) => (statSync(a).size >= statSync(b).size ? a : b));
}

/** @throws WrongOutput unless every block of the table was checked and is good */
export function requireGoodBlocks(output: string, { bytes, check }: PostgresVolume): void {
  const scanned = Number(/Blocks scanned:\s+(\d+)/.exec(output)?.[1]);
  const bad = /Bad checksums:\s+(\d+)/.exec(output)?.[1];
  if (scanned * blockSize === bytes && bad === '0') return;
  throw new WrongOutput(`${check.file} scanned ${scanned} of ${bytes / blockSize} blocks, ${bad} bad`);
}
