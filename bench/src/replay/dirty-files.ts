import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkDatabase } from '@esekit/engine';
import { openDatabase } from '@esekit/engine/node';
import { ensureMade, generatorFingerprint } from '../database/fingerprint';
import { sizeText } from '../database/instance';
import { runChildScript, runCommand, WrongOutput } from '../measure/run-command';
import { sqliteVersion } from '../peers/sqlite';
import { dataFolder, sampleArchive } from '../places';
import { databaseName } from './dirty-stream';
import { writeDirtyInstance, type DirtyFacts, type DirtyShape } from './write-dirty-instance';

/** What the rows of a database add up to. */
export interface RowSums {
  readonly rows: number;
  readonly ids: number;
  readonly hashes: number;
}

/** A generated instance that wants recovery, and a backup set of it. */
export interface DirtyFiles {
  readonly facts: DirtyFacts;
  /** Of the rows after recovery. */
  readonly sums: RowSums;
  readonly instance: string;
  readonly set: string;
}

const factsName = 'facts.json';

/** The dirty instance of this shape, from an earlier run, or generated and checked now. */
export async function ensureDirtyInstance(
  shape: DirtyShape,
  report: (text: string) => void,
): Promise<DirtyFiles> {
  const folder = folderOf('dirty', shape);
  const places = { instance: join(folder, 'instance'), set: join(folder, 'set') };
  let isNew = false;
  ensureMade(folder, dirtyFingerprint(shape), () => {
    report(`writing ${sizeText(shape.logBytes)} of logs …`);
    const sample = join(folder, 'sample');
    mkdirSync(sample, { recursive: true });
    runCommand({ file: 'tar', args: ['-xzf', sampleArchive, '-C', sample] });
    const facts = writeDirtyInstance(folder, join(sample, 'a.edb'), shape);
    rmSync(sample, { recursive: true });
    runCommand({ file: 'sync', args: [] });
    writeFileSync(join(folder, factsName), JSON.stringify({ facts }));
    isNew = true;
  });
  if (isNew || !('sums' in readFacts(folder))) await verifyInstance(folder, places.instance, report);
  return { ...(readFacts(folder) as { facts: DirtyFacts; sums: RowSums }), ...places };
}

function readFacts(folder: string): object {
  return JSON.parse(readFileSync(join(folder, factsName), 'utf8')) as object;
}

/** Recovers a copy once: the rows have to be those of the model, and nothing may be wrong with the database. */
async function verifyInstance(
  folder: string,
  instance: string,
  report: (text: string) => void,
): Promise<void> {
  report('checking what recovery makes of them …');
  const { facts } = readFacts(folder) as { facts: DirtyFacts };
  const copy = join(folder, 'copy');
  cpSync(instance, copy, { recursive: true });
  const sums: RowSums = summed(runChildScript<RowSums>('child-replay', ['recover', copy, '512']));
  if (sums.rows !== facts.rows)
    throw new WrongOutput(`recovery: ${sums.rows} rows, the model has ${facts.rows}`);
  const database = openDatabase(join(copy, databaseName));
  const problems: string[] = [];
  await checkDatabase(database, ({ text }) => problems.push(text));
  database.close();
  if (problems.length > 0) throw new WrongOutput(`the recovered database: ${problems[0]}`);
  rmSync(copy, { recursive: true });
  writeFileSync(join(folder, factsName), JSON.stringify({ facts, sums }));
}

/** Only the sums of an answer that says more. */
export function summed({ rows, ids, hashes }: RowSums): RowSums {
  return { rows, ids, hashes };
}

export function requireEqualSums(name: string, found: RowSums, expected: RowSums): void {
  if (JSON.stringify(summed(found)) === JSON.stringify(expected)) return;
  throw new WrongOutput(`${name}: ${JSON.stringify(summed(found))}, not ${JSON.stringify(expected)}`);
}

/** A SQLite database with the same changes in its write-ahead log. */
export interface WalFiles {
  readonly folder: string;
  readonly walBytes: number;
}

/** @returns why there is none, when better-sqlite3 does not work here */
export function ensureWal(
  shape: DirtyShape,
  { transactions }: DirtyFacts,
  report: (text: string) => void,
): WalFiles | string {
  const sqlite = sqliteVersion();
  if ('problem' in sqlite) return sqlite.problem;
  const folder = folderOf('sqlite-wal', shape);
  ensureMade(folder, generatorFingerprint(sqlite.version, sources(), String(transactions)), () => {
    report('writing the same changes into SQLite …');
    runChildScript('child-wal', ['generate', folder, String(transactions), String(shape.seed)]);
    runCommand({ file: 'sync', args: [] });
  });
  return { folder, walBytes: statSync(join(folder, 'bench.db-wal')).size };
}

function folderOf(kind: string, { logBytes, pageSize, seed }: DirtyShape): string {
  return join(dataFolder, `${kind}-${sizeText(logBytes)}-${pageSize}-${seed}`.replace(' ', ''));
}

function dirtyFingerprint(shape: DirtyShape): string {
  return generatorFingerprint(readFileSync(sampleArchive), sources(), JSON.stringify(shape));
}

/** Everything that decides what the logs hold, but for the libraries that write them. */
function sources(): string {
  const hash = createHash('sha256');
  for (const folder of [import.meta.dirname, join(import.meta.dirname, '..', 'bulk')]) {
    for (const name of readdirSync(folder).sort()) hash.update(readFileSync(join(folder, name)));
  }
  return hash.digest('hex');
}
