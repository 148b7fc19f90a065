import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureTableDatabase, rowsText } from '../bulk/table-files';
import { ensureInstance, sizeText, type Instance } from '../database/instance';
import { peakMemory, peakMemoryMethod } from '../measure/peak-memory';
import type { Command } from '../measure/run-command';
import { dataFolder } from '../places';
import { ensureDirtyInstance } from '../replay/dirty-files';
import type { Row, Target } from '../report/result';
import { growthTarget, memoryRow, memoryTarget } from '../report/targets';
import type { Benchmark, Settings } from './benchmark';
import { esekit } from './esekit';
import { exportCommand } from './export-contenders';
import { replayPageSize } from './replay';
import { copyFolder, prepareCopy, removeTarget } from './replay-contenders';

const pageSize = 8192;
const mebibytesMost = 160;
/** What a reading command keeps of pages. */
const cacheMebibytes = 64;
const growthMost = 0.1;

/** Peaks hardly vary, and the large file takes its time. */
const repetitions = 3;

/** B9, idle: the memory of verify, backup, replay and export, and whether it grows with the file. */
export const memoryBenchmark: Benchmark = {
  name: 'memory',
  async run(settings) {
    const { size, largeSize, seed, report } = settings;
    const small = ensureInstance({ pageSize, size, seed }, report);
    const large = ensureInstance({ pageSize, size: largeSize, seed }, report);
    const rows: Row[] = [];
    const targets: Target[] = [];
    for (const [verb, measure] of Object.entries({ verify: verifyPeak, backup: backupPeak })) {
      const [least, most] = [await measure(small, settings), await measure(large, settings)];
      rows.push(least, most);
      targets.push(
        memoryTarget(`${verb}, ${sizeText(size)}`, mebibytesMost, least),
        memoryTarget(`${verb}, ${sizeText(largeSize)}`, mebibytesMost, most),
        growthTarget(
          `${verb}, growth from ${sizeText(size)} to ${sizeText(largeSize)}`,
          growthMost,
          least,
          most,
        ),
      );
    }
    await measureReplay(settings, rows, targets);
    await measureExport(settings, rows, targets);
    const notes = [`Peaks are the ${peakMemoryMethod()}; median of ${repetitions}.`];
    return {
      id: 'B9',
      name: 'memory ceiling, idle',
      tables: [{ title: 'Peak memory', rows }],
      targets,
      notes,
    };
  },
};

function verifyPeak(instance: Instance, settings: Settings): Promise<Row> {
  const { size } = instance.shape;
  const command = esekit('verify', instance.database, '--quiet');
  return peaks(`verify, ${sizeText(size)}`, size, settings, command);
}

async function backupPeak(instance: Instance, settings: Settings): Promise<Row> {
  const { size } = instance.shape;
  const target = join(dataFolder, 'target');
  const command = esekit('backup', instance.folder, join(target, 'copy'), '--quiet');
  const clear = (): void => rmSync(target, { recursive: true, force: true });
  try {
    return await peaks(`backup, ${sizeText(size)}`, size, settings, command, () => {
      clear();
      mkdirSync(target);
    });
  } finally {
    clear();
  }
}

/** Replay holds pages in a cache, too, of the size that a command without an option takes. */
async function measureReplay(settings: Settings, rows: Row[], targets: Target[]): Promise<void> {
  const { logSizes, seed, report } = settings;
  const measured: Row[] = [];
  for (const logBytes of logSizes) {
    const files = await ensureDirtyInstance({ logBytes, pageSize: replayPageSize, seed }, report);
    const title = `recover, ${sizeText(logBytes)} of logs`;
    const command = esekit('recover', copyFolder, '--quiet');
    const row = await peaks(title, logBytes, settings, command, () => prepareCopy(files.instance));
    measured.push(row);
    targets.push(memoryTarget(title, mebibytesMost + cacheMebibytes, row));
  }
  removeTarget();
  rows.push(...measured);
  const text = `recover, growth from ${sizeText(logSizes[0])} to ${sizeText(logSizes[1])} of logs`;
  targets.push(growthTarget(text, growthMost, measured[0]!, measured[1]!));
}

/** Export holds pages in a cache besides, so its ceiling is higher by that. */
async function measureExport(settings: Settings, rows: Row[], targets: Target[]): Promise<void> {
  const { small, large, huge } = settings.rows;
  const measured: Row[] = [];
  for (const count of [small, large, huge]) {
    const file = ensureTableDatabase(count, settings.report);
    const command = exportCommand(file, 'jsonl');
    const title = `export, ${rowsText(count)}`;
    const row = await peaks(title, file.bytes, settings, { ...command, output: 'discard' });
    measured.push(row);
    targets.push(memoryTarget(title, mebibytesMost + cacheMebibytes, row));
  }
  rows.push(...measured);
  const text = `export, growth from ${rowsText(large)} to ${rowsText(huge)}`;
  targets.push(growthTarget(text, growthMost, measured[1]!, measured[2]!));
}

async function peaks(
  title: string,
  bytes: number,
  { report }: Settings,
  command: Command,
  prepare?: () => void,
): Promise<Row> {
  const values: number[] = [];
  for (let i = 0; i < repetitions; i++) {
    prepare?.();
    values.push(await peakMemory(command));
  }
  const name = `esekit ${title}`;
  report(`measured the memory of ${name}`);
  return memoryRow(name, bytes, values);
}
