import { ensureTableDatabase, rowsText } from '../bulk/table-files';
import { warm } from '../measure/page-cache';
import { interleave } from '../measure/rounds';
import { rowOf, tableOf, timeTarget } from '../report/targets';
import type { Benchmark } from './benchmark';
import { openContenders, openNames } from './open-contenders';

/** Short runs vary more than long ones, and cost little. */
const roundsMore = 3;
const mostTimes = 1.5;

/** B12: what a large file costs before its first row is there. */
export const openBenchmark: Benchmark = {
  name: 'open',
  run({ rows: { huge }, rounds, report }) {
    const file = ensureTableDatabase(huge, report);
    warm(file.path);
    const title = `Warm, ${rowsText(huge)}, ${(file.bytes / 1e9).toFixed(2)} GB`;
    report(title);
    const series = interleave(openContenders(file), roundsMore * rounds, report);
    const table = tableOf(title, series, 'runs');
    const row = (name: keyof typeof openNames) => rowOf(table, openNames[name]);
    const targets = (['info', 'firstRows', 'exportHead'] as const).map((name) =>
      timeTarget(`${openNames[name]}, against bare Node`, mostTimes, row(name), row('node')),
    );
    const notes = [
      `${roundsMore} times as many rounds as the other benchmarks have.`,
      ...(row('esedbinfo') ? [] : ['esedbinfo was not found.']),
    ];
    return { id: 'B12', name: 'open and first row', tables: [table], targets, notes };
  },
};
