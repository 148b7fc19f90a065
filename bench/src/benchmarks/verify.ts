import { ensureInstance, sizeText, type Instance } from '../database/instance';
import { dropFromCache, warm, whyNoColdRuns } from '../measure/page-cache';
import { interleave } from '../measure/rounds';
import { ensurePostgresVolume } from '../peers/postgres';
import { ensureSqliteVolume } from '../peers/sqlite';
import type { Table, Target } from '../report/result';
import { notMeasured, ratio, ratioTarget, rateTarget, rowOf, tableOf } from '../report/targets';
import type { Benchmark, Settings } from './benchmark';
import {
  cat,
  inProcess,
  integrityCheck,
  pgChecksums,
  readerNames,
  sha256sum,
  verifyCommand,
} from './verify-contenders';
import type { Reader, Temperature } from './verify-contenders';

/** The engine's own checksum scan on the same kind of machine, at its best, in MB/s. */
const engineRate = 955;

/** 32 KiB has four checksums per page. */
const pageSizes = [8192, 4096, 32768];
const postgresPageSize = 8192;

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
      const instance = ensureInstance(
        { pageSize, size: settings.size, seed: settings.seed },
        settings.report,
      );
      const peers = peersOf(instance, settings, notes);
      const warmTable = measure(
        'warm',
        instance,
        [...peers, ...sqlitePeer(instance, settings, notes)],
        settings,
      );
      tables.push(warmTable);
      targets.push(...warmTargets(warmTable, pageSize));
      const coldTable = noCold ? undefined : measure('cold', instance, peers, settings);
      if (coldTable) tables.push(coldTable);
      targets.push(...coldTargets(coldTable, pageSize));
    }
    return { id: 'B1', name: 'verify', tables, targets, notes };
  },
};

/** What else reads a file of this volume once, from its beginning to its end. */
function peersOf(instance: Instance, { size, report }: Settings, notes: string[]): Reader[] {
  const always = [cat(instance), sha256sum(instance)];
  if (instance.shape.pageSize !== postgresPageSize) return always;
  const postgres = ensurePostgresVolume(size, report);
  if (typeof postgres !== 'string') return [...always, pgChecksums(postgres)];
  notes.push(`Without pg_checksums: ${postgres}.`);
  return always;
}

/** A check that goes through trees rather than pages: to be seen beside the others, and only warm. */
function sqlitePeer(instance: Instance, { size, report }: Settings, notes: string[]): Reader[] {
  if (instance.shape.pageSize !== postgresPageSize) return [];
  const sqlite = ensureSqliteVolume(size, report);
  const reader = typeof sqlite === 'string' ? undefined : integrityCheck(sqlite);
  if (reader) return [reader];
  notes.push(
    `Without sqlite3: ${typeof sqlite === 'string' ? sqlite : 'the command is not on this machine'}.`,
  );
  return [];
}

function measure(
  temperature: Temperature,
  instance: Instance,
  peers: readonly Reader[],
  { rounds, report }: Settings,
): Table {
  const { size, pageSize } = instance.shape;
  const title = `${temperature === 'warm' ? 'Warm' : 'Cold'}, ${sizeText(size)}, ${pageSize}-byte pages`;
  report(title);
  const own = [verifyCommand(instance), inProcess(instance, 'verify', temperature)];
  if (temperature === 'warm') own.push(inProcess(instance, 'checksums', temperature));
  const settle = temperature === 'warm' ? warm : dropFromCache;
  const contenders = [...own, ...peers].map((reader) => ({ ...reader, prepare: () => settle(reader.file) }));
  return tableOf(title, interleave(contenders, rounds, report));
}

function warmTargets(table: Table, pageSize: number): Target[] {
  const row = (name: keyof typeof readerNames) => rowOf(table, readerNames[name]);
  const text = (what: string): string => `warm, ${pageSize}: ${what}`;
  const targets = [
    ratioTarget(text('command against sha256sum'), 5, row('verify'), row('sha256sum')),
    rateTarget(text("command against the engine's 760-955 MB/s"), engineRate, row('verify')),
  ];
  if (pageSize !== postgresPageSize) return targets;
  return [
    ...targets,
    ratioTarget(text('command against pg_checksums'), 1.5, row('verify'), row('postgres')),
    ratio(text('in a running Node against pg_checksums'), row('verifyInProcess'), row('postgres')),
    ratio(text('checksums only, in a running Node, against pg_checksums'), row('checksums'), row('postgres')),
  ];
}

function coldTargets(table: Table | undefined, pageSize: number): Target[] {
  const text = `cold, ${pageSize}: command against cat`;
  if (!table) return [notMeasured(text, '>= 0.9 x')];
  const peer = rowOf(table, readerNames.cat);
  return [
    ratioTarget(text, 0.9, rowOf(table, readerNames.verify), peer),
    ratio(
      `cold, ${pageSize}: in a running Node against cat`,
      rowOf(table, readerNames.verifyInProcess),
      peer,
    ),
  ];
}
