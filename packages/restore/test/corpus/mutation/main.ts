import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { setTimeout } from 'node:timers';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { corpus, seedForRun } from '@esekit/testkit';
import { loadBases } from './bases';
import { runMutation } from './run-mutation';
import { addMutation, addMutationTally, type MutationTally } from './tally';

/**
 * The campaign of mutated logs: `npm run fuzz:recovery -- --cases 50000 --seed 1`, and `--case N` for one of them.
 * Cases run in processes of their own, a few hundred in each, so that a hang or an abort is found and named.
 */
const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '10000' },
    seed: { type: 'string' },
    case: { type: 'string' },
    workers: { type: 'string', default: '2' },
    from: { type: 'string' },
    to: { type: 'string' },
  },
});

/** Cases of one process; a hang costs the rest of them. */
const share = 2000;
const shareSecondsMost = 900;

interface Message {
  /** The case that is run. */
  readonly at?: number;
  readonly failure?: string;
  /** Something to look at. */
  readonly remark?: string;
  readonly tally?: MutationTally;
}

if (!corpus.available) {
  console.error(`There is nothing to mutate: no corpus at ${corpus.root}. Set ESEKIT_CORPUS to its folder.`);
  process.exitCode = 1;
} else {
  const seed = values.seed === undefined ? seedForRun('fuzz:recovery') : Number(values.seed);
  if (values.case !== undefined) await work(seed, Number(values.case), Number(values.case) + 1, console.log);
  else if (values.from !== undefined) {
    await work(seed, Number(values.from), Number(values.to), (message) => process.send?.(message));
    process.disconnect?.();
  } else await campaign(seed, Number(values.cases), Number(values.workers));
}

async function work(seed: number, from: number, to: number, tell: (message: Message) => void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'esekit-fuzz-'));
  try {
    const bases = await loadBases(folder);
    const tally: MutationTally = {};
    for (let number = from; number < to; number++) {
      tell({ at: number });
      try {
        const result = await runMutation(bases, seed, number);
        addMutation(tally, result);
        if (result.outcome === 'reported' && !result.isSealed)
          tell({ at: number, remark: JSON.stringify(result) });
      } catch (error) {
        tell({
          at: number,
          failure: error instanceof Error ? (error.stack ?? error.message) : String(error),
        });
      }
    }
    tell({ tally });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function campaign(seed: number, cases: number, workers: number): Promise<void> {
  const tally: MutationTally = {};
  let next = 0;
  let failures = 0;
  const fail = (number: number, text: string): void => {
    failures++;
    console.error(
      `FAILURE in case ${number}: ${text}\n  npm run fuzz:recovery -- --seed ${seed} --case ${number}`,
    );
  };
  const worker = async (): Promise<void> => {
    while (next < cases && failures < 50) {
      const from = next;
      next = Math.min(cases, from + share);
      await runShare(seed, from, next, tally, fail);
      console.log(`${next} of ${cases} cases`);
    }
  };
  await Promise.all(Array.from({ length: workers }, worker));
  console.table(tally);
  console.log(`seed ${seed}: ${failures} failures`);
  if (failures > 0) process.exitCode = 1;
}

function runShare(
  seed: number,
  from: number,
  to: number,
  tally: MutationTally,
  fail: (number: number, text: string) => void,
): Promise<void> {
  const args = ['--seed', String(seed), '--from', String(from), '--to', String(to)];
  const child = fork(import.meta.filename, args, {
    execArgv: [...process.execArgv, '--max-old-space-size=768'],
  });
  let last = from;
  child.on('message', (message: Message) => {
    if (message.at !== undefined) last = message.at;
    if (message.failure !== undefined) fail(last, message.failure);
    if (message.remark !== undefined) console.log(`case ${last}: ${message.remark}`);
    if (message.tally !== undefined) addMutationTally(tally, message.tally);
  });
  const watch = setTimeout(() => child.kill('SIGKILL'), shareSecondsMost * 1000);
  return new Promise((resolve) => {
    child.on('exit', (code, signal) => {
      clearTimeout(watch);
      if (code !== 0) fail(last, `the process ended with ${code ?? signal}`);
      resolve();
    });
  });
}
