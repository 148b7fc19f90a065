import { ensureInstance, sizeText } from '../database/instance';
import { dropFromCache, warm, whyNoColdRuns } from '../measure/page-cache';
import { interleave } from '../measure/rounds';
import { ensurePostgresVolume } from '../peers/postgres';
import { ensureSqliteVolume } from '../peers/sqlite';
import type { Table, Target } from '../report/result';
import { notMeasured, ratioTarget, rateTarget, rowOf, tableOf } from '../report/targets';
import type { Benchmark, Settings } from './benchmark';
import { cat, inProcess, integrityCheck, pgChecksums, readerNames, sha256sum, verifyCommand } from './verify-contenders';
import type { Reader } from './verify-contenders';

/** The engine's own checksum scan on the same kind of machine, at its best, in MB/s. */
const engineRate = 955;

/** 8 KiB is what PostgreSQL has too; 32 KiB has four checksums per page. */
const pageSizes = [8192, 4096, 32768];

/** B1: reading a database and checking every page of it. */
export const verifyBenchmark: Benchmark = {
  name: 'verify',
  run(settings) {
    const notes: string[] = [
      'The whole command includes the start of Node; in a running Node the second pass over the file counts.',
      'esekit verify also checks the structure of every page; cat, sha256sum and pg_checksums do not look at it.',
    ];
    const tables: Table[] = [];
    const targets: Target[] = [];
    const noCold = whyNoColdRuns();
    if (noCold) notes.push(`No cold runs: ${noCold}.`);
    for (const pageSize of pageSizes) {
      const warmReaders = readersOf(pageSize, settings, notes);
      const label = `${sizeText(settings.size)}, ${pageSize}-byte pages`;
      const warmTable = measure(`Warm, ${label}`, warmReaders, settings, (reader) => warm(reader.file));
      tables.push(warmTable);
      targets.push(...warmTargets(warmTable, pageSize));
      const cold = noCold
        ? undefined
        : measure(`Cold, ${label}`, warmReaders.filter(isReadOnce), settings, (reader) => dropFromCache(reader.file));
      if (cold) tables.push(cold);
      targets.push(coldTarget(cold, pageSize));
    }
    return { id: 'B1', name: 'verify', tables, targets, notes };
  },
};

function readersOf(pageSize: number, settings: Settings, notes: string[]): Reader[] {
  const { size, seed, report } = settings;
  const instance = ensureInstance({ pageSize, size, seed }, report);
  const own = [verifyCommand(instance), inProcess(instance, 'verify'), inProcess(instance, 'checksums')];
  const always = [...own, cat(instance), sha256sum(instance)];
  if (pageSize !== 8192) return always;
  const postgres = ensurePostgresVolume(size, report);
  if (typeof postgres === 'string') notes.push(`Without pg_checksums: ${postgres}.`);
  else always.push(pgChecksums(postgres));
  const sqlite = ensureSqliteVolume(size, report);
  if (typeof sqlite === 'string') notes.push(`Without sqlite3: ${sqlite}.`);
  else {
    const reader = integrityCheck(sqlite);
    if (reader) always.push(reader);
    else notes.push('Without sqlite3: the command is not on this machine.');
  }
  return always;
}

/** Cold is only what reads its file once; SQLite's check is too far from a scan to be read cold. */
function isReadOnce({ name }: Reader): boolean {
  const { verifyInProcess, checksums, sqlite } = readerNames;
  return name !== verifyInProcess && name !== checksums && name !== sqlite;
}

function measure(
  title: string,
  readers: readonly Reader[],
  { rounds, report }: Settings,
  prepare: (reader: Reader) => void,
): Table {
  report(title);
  const contenders = readers.map((reader) => ({ ...reader, prepare: () => prepare(reader) }));
  return tableOf(title, interleave(contenders, rounds, report));
}

function warmTargets(table: Table, pageSize: number): Target[] {
  const row = (name: keyof typeof readerNames) => rowOf(table, readerNames[name]);
  const text = (what: string): string => `warm, ${pageSize}: ${what}`;
  const targets = [
    ratioTarget(text('command against sha256sum'), 5, row('verify'), row('sha256sum')),
    rateTarget(text("command against the engine's 760-955 MB/s"), engineRate, row('verify')),
  ];
  if (pageSize !== 8192) return targets;
  return [
    ...targets,
    ratioTarget(text('command against pg_checksums'), 1.5, row('verify'), row('postgres')),
    ratioTarget(text('in a running Node against pg_checksums'), 1.5, row('verifyInProcess'), row('postgres')),
    ratioTarget(text('checksums only, in a running Node, against pg_checksums'), 1.5, row('checksums'), row('postgres')),
  ];
}

function coldTarget(table: Table | undefined, pageSize: number): Target {
  const text = `cold, ${pageSize}: command against cat`;
  if (!table) return notMeasured(text, '>= 0.9 x');
  return ratioTarget(text, 0.9, rowOf(table, readerNames.verify), rowOf(table, readerNames.cat));
}
