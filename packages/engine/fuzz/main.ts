import { parseArgs } from 'node:util';
import { corpus, seedForRun } from '@esekit/testkit';
import { loadBases } from './bases';
import { runCampaign } from './campaign';
import { casesForCoverage, neverRan, report } from './report';
import { runCase } from './run-case';
import { work, type WorkerTask } from './worker';

/**
 * The fuzzer of the reader: `npm run fuzz -- --cases 100000 --seed 1`, and `--case 4711` to see one case of
 * a seed again with everything it says.
 */
const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '10000' },
    seed: { type: 'string' },
    case: { type: 'string' },
    workers: { type: 'string', default: '2' },
    worker: { type: 'string' },
  },
});

if (values.worker !== undefined) {
  work(JSON.parse(values.worker) as WorkerTask, (message) => process.send?.(message));
  process.disconnect?.();
} else if (!corpus.available) {
  console.error(`There is nothing to mutate: no corpus at ${corpus.root}. Set ESEKIT_CORPUS to its folder.`);
  process.exitCode = 1;
} else {
  const seed = values.seed === undefined ? seedForRun('fuzz') : Number(values.seed);
  if (values.case !== undefined) replay(seed, Number(values.case));
  else await campaign(seed, Number(values.cases), Number(values.workers));
}

function replay(seed: number, number: number): void {
  const result = runCase(loadBases(), seed, number, (text) => console.log(text));
  console.log(`${result.steps} steps, ${Math.round(result.milliseconds)} ms`);
}

async function campaign(seed: number, cases: number, workers: number): Promise<void> {
  const start = performance.now();
  let told = 0;
  const { tally, failures } = await runCampaign({
    seed,
    cases,
    workers,
    module: import.meta.filename,
    onFailure: ({ number, text }) =>
      console.error(`FAILURE in case ${number}: ${text}\n  npm run fuzz -- --seed ${seed} --case ${number}`),
    onProgress: (sum) => {
      if (sum.cases - told < 10_000) return;
      told = sum.cases;
      console.log(`${told} of ${cases} cases`);
    },
  });
  const seconds = (performance.now() - start) / 1000;
  console.log(report(tally));
  const missed = cases >= casesForCoverage ? neverRan(tally) : [];
  if (missed.length > 0) console.error(`Never ran: ${missed.join(', ')}`);
  const rate = Math.round(tally.cases / seconds);
  console.log(`seed ${seed}: ${failures.length} failures, ${Math.round(seconds)} s, ${rate} cases/s`);
  if (failures.length + missed.length > 0) process.exitCode = 1;
}
