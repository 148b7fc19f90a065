import { ensureInstance, sizeText } from '../database/instance';
import { warm } from '../measure/page-cache';
import { interleave, type Contender } from '../measure/rounds';
import { ensureSqliteVolume } from '../peers/sqlite';
import type { Table, Target } from '../report/result';
import { ratioTarget, rowOf, tableOf } from '../report/targets';
import {
  backupCommand,
  copierNames,
  cp,
  cpAndSync,
  removeTarget,
  sqliteBackup,
  unsyncedBackup,
} from './backup-contenders';
import type { Benchmark } from './benchmark';

/** The page size of the instance that is copied. */
const pageSize = 8192;

/** B2, idle: a full backup of an instance that nobody uses. */
export const backupBenchmark: Benchmark = {
  name: 'backup',
  run({ size, seed, rounds, report }) {
    const notes = [
      'esekit verifies every page and writes a manifest with a digest of every file; cp and SQLite do not.',
      'The rows of the library and of better-sqlite3 leave out the start of Node, those of whole commands do not.',
      'cp -r && sync waits for everything that the machine has to write; the others wait for their own files.',
    ];
    const instance = ensureInstance({ pageSize, size, seed }, report);
    warm(instance.database);
    const contenders: Contender[] = [
      unsyncedBackup(instance, 'xxh64'),
      cp(instance),
      unsyncedBackup(instance, 'sha256'),
      backupCommand(instance, 'xxh64'),
      cpAndSync(instance),
      backupCommand(instance, 'sha256'),
    ];
    const sqlite = ensureSqliteVolume(size, report);
    if (typeof sqlite === 'string') notes.push(`Without better-sqlite3: ${sqlite}.`);
    else {
      warm(sqlite.path);
      contenders.push(sqliteBackup(sqlite, 'default'), sqliteBackup(sqlite, 'atOnce'));
    }
    const title = `Warm, ${sizeText(size)}, ${pageSize}-byte pages`;
    report(title);
    try {
      const table = tableOf(title, interleave(contenders, rounds, report));
      return { id: 'B2', name: 'full backup, idle', tables: [table], targets: targetsOf(table), notes };
    } finally {
      removeTarget();
    }
  },
};

function targetsOf(table: Table): Target[] {
  const row = (name: keyof typeof copierNames) => rowOf(table, copierNames[name]);
  return [
    ratioTarget('before the final sync, against cp', 0.75, row('unsynced'), row('cp')),
    ratioTarget('before the final sync, with SHA-256, against cp', 0.5, row('sha256Unsynced'), row('cp')),
    ratioTarget('synced, against cp && sync', 0.95, row('synced'), row('cpSync')),
    ratioTarget(
      'synced, against the faster backup of better-sqlite3',
      2,
      row('synced'),
      row('sqlite'),
      row('sqliteAtOnce'),
    ),
  ];
}
