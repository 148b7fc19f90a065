import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { warm } from '../measure/page-cache';
import { interleave, type Contender, type Series } from '../measure/rounds';
import { ensureDirtyInstance, ensureWal } from '../replay/dirty-files';
import { rateTarget, ratioTarget, rowOf, tableOf } from '../report/targets';
import type { Target } from '../report/result';
import type { Benchmark } from './benchmark';
import { removeTarget, replay, replayName, walName, walRecovery } from './replay-contenders';

/** The page size of the instance that is recovered. */
export const replayPageSize = 8192;

const cachesMebibytes = [64, 512] as const;
/** 100 MiB/s, in MB/s. */
const rateLeast = 104.9;
const sqliteShare = 0.5;

/** B4: recovery of an instance that was cut short, against SQLite with the same changes. */
export const replayBenchmark: Benchmark = {
  name: 'replay',
  async run({ logSize, seed, rounds, report }) {
    const shape = { logBytes: logSize, pageSize: replayPageSize, seed };
    const files = await ensureDirtyInstance(shape, report);
    const { facts } = files;
    const notes = [
      `${facts.transactions} transactions of 100 changes: 90 % inserts, 99 of 100 behind the last row, 7 % updates and 3 % deletions of any rows. Records of inserts have ${facts.insertBytes.toFixed(0)} bytes of data on average.`,
      'The rates of esekit are bytes of log, that of SQLite bytes of its write-ahead log, which holds whole pages.',
      'Each run is the first of its process. Both make durable what they write.',
    ];
    warmFolder(files.instance);
    const contenders: Contender[] = cachesMebibytes.map((mebibytes) => replay(files, mebibytes));
    const wal = ensureWal(shape, facts, report);
    if (typeof wal === 'string') notes.push(`Without better-sqlite3: ${wal}.`);
    else {
      warmFolder(wal.folder);
      contenders.push(walRecovery(files, wal, cachesMebibytes[0]));
    }
    const series = interleave(contenders, rounds, report);
    removeTarget();
    const bytes = tableOf('Recovery, bytes of log', series);
    const rows = tableOf('Recovery, changes of rows', perChange(series, 100 * facts.transactions), 'changes');
    const targets: Target[] = cachesMebibytes.flatMap((mebibytes) => {
      const name = replayName(mebibytes);
      const title = `cache of ${mebibytes} MiB`;
      return [
        rateTarget(`${title}, log (100 MiB/s)`, rateLeast, rowOf(bytes, name)),
        ratioTarget(
          `${title}, the same rows against SQLite`,
          sqliteShare,
          rowOf(rows, name),
          rowOf(rows, walName),
        ),
      ];
    });
    return { id: 'B4', name: 'log replay', tables: [bytes, rows], targets, notes };
  },
};

/** The same times, counted by what all contenders have in common. */
function perChange(series: readonly Series[], changes: number): Series[] {
  return series.map((one) => ({ ...one, bytes: changes }));
}

export function warmFolder(folder: string): void {
  for (const name of readdirSync(folder)) warm(join(folder, name));
}
