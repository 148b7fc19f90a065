import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { interleave } from '../measure/rounds';
import { ensureDirtyInstance } from '../replay/dirty-files';
import { ratioTarget, rowOf, tableOf } from '../report/targets';
import type { Benchmark } from './benchmark';
import { replayPageSize, warmFolder } from './replay';
import { cpAndReplay, removeTarget, restoreNames, restoreSet } from './replay-contenders';

const cacheMebibytes = 64;
const share = 0.7;

/** B5, idle: restore of a full set with logs. */
export const restoreBenchmark: Benchmark = {
  name: 'restore',
  async run({ logSize, seed, rounds, report }) {
    const files = await ensureDirtyInstance({ logBytes: logSize, pageSize: replayPageSize, seed }, report);
    warmFolder(files.instance);
    warmFolder(files.set);
    const bytes = folderBytes(files.set);
    const contenders = [restoreSet(files, bytes, cacheMebibytes), cpAndReplay(files, bytes, cacheMebibytes)];
    const table = tableOf('Full set with logs', interleave(contenders, rounds, report));
    removeTarget();
    const [subject, peer] = [rowOf(table, restoreNames.restore), rowOf(table, restoreNames.cpAndReplay)];
    const notes = [
      'The set holds the database as it was when the logs begin, so most of the work is replay.',
      'cp copies the instance, with the logs of the set; its copy is not synced before it is recovered.',
      'Sets with incrementals and restore onto an almost equal target are not measured yet.',
    ];
    const targets = [ratioTarget('against cp and replay', share, subject, peer)];
    return { id: 'B5', name: 'restore', tables: [table], targets, notes };
  },
};

function folderBytes(folder: string): number {
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}
