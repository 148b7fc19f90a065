import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { runChildScript } from '../measure/run-command';
import { dataFolder } from '../places';
import { growthTarget, memoryRow } from '../report/targets';
import type { Benchmark } from './benchmark';

interface Answer {
  readonly samples: readonly { readonly seconds: number; readonly rss: number; readonly heap: number }[];
  readonly transactions: number;
}

const folder = join(dataFolder, 'soak');
const growthMost = 0.1;

/** Memory of an instance that works for ten minutes: the last third against the second one. */
export const soakBenchmark: Benchmark = {
  name: 'soak',
  run({ size, report }) {
    // The size that stands for 1 GiB says whether this is a real run.
    const seconds = size < 1 << 30 ? 30 : 600;
    report(`four sessions for ${seconds} s`);
    rmSync(folder, { recursive: true, force: true });
    const { samples, transactions } = runChildScript<Answer>('child-soak', [folder, String(seconds)]);
    rmSync(folder, { recursive: true, force: true });
    const third = Math.floor(samples.length / 3);
    const part = (name: string, from: number, to: number) =>
      memoryRow(
        name,
        transactions,
        samples.slice(from, to).map(({ rss }) => rss),
      );
    const second = part('second third', third, 2 * third);
    const last = part('last third', 2 * third, samples.length);
    return {
      id: 'B8',
      name: 'soak',
      tables: [
        {
          title: `${seconds} s, ${transactions} transactions`,
          rows: [part('first third', 0, third), second, last],
        },
      ],
      targets: [growthTarget('growth of the resident set', growthMost, second, last)],
      notes: [
        'Cache of 16 MiB, circular logs of 4 MiB, four sessions with transactions of 1 to 2,000 changes.',
      ],
    };
  },
};
