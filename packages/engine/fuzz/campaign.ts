import { fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setInterval } from 'node:timers';
import { addTally, emptyTally, type Tally } from './tally';
import type { WorkerMessage, WorkerTask } from './worker';

export interface Failure {
  readonly number: number;
  readonly text: string;
}

export interface CampaignResult {
  readonly tally: Tally;
  readonly failures: readonly Failure[];
}

export interface CampaignOptions {
  readonly seed: number;
  readonly cases: number;
  readonly workers: number;
  /** Module to run in each worker process; it gets the task as JSON. */
  readonly module: string;
  readonly onFailure: (failure: Failure) => void;
  readonly onProgress: (tally: Tally) => void;
}

/** A case takes milliseconds; after this long its process is taken for hanging and is ended. */
const hangSeconds = 30;

/** Heap of a worker process. More than that means that a case made the reader collect without bound. */
const heapMegabytes = 768;

const failuresMost = 50;

/** Runs cases 0 to `cases` - 1 in several processes, so that a hang or an abort is a failure of one case. */
export async function runCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const folder = mkdtempSync(join(tmpdir(), 'esekit-fuzz-'));
  const tally = emptyTally();
  const failures: Failure[] = [];
  const fail = (failure: Failure): void => {
    failures.push(failure);
    options.onFailure(failure);
  };
  const take = (message: WorkerMessage): void => {
    if (message.kind === 'failure') fail(message);
    else addTally(tally, message.tally);
    if (message.kind === 'tally') options.onProgress(tally);
  };
  const share = async (first: number): Promise<void> => {
    const task = { ...options, first, stride: options.workers, progress: join(folder, String(first)) };
    for (;;) {
      const stopped = await runWorker(options.module, task, take);
      if (stopped === undefined || failures.length > failuresMost) return;
      fail(stopped);
      task.first = stopped.number + options.workers;
    }
  };
  try {
    await Promise.all(Array.from({ length: options.workers }, (_, first) => share(first)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { tally, failures };
}

/** Runs one process to its end; the case that it hung in or died of, if it did. */
function runWorker(
  module: string,
  { seed, first, stride, cases, progress }: WorkerTask,
  take: (message: WorkerMessage) => void,
): Promise<Failure | undefined> {
  const task = JSON.stringify({ seed, first, stride, cases, progress });
  const execArgv = [...process.execArgv, `--max-old-space-size=${heapMegabytes}`];
  const child = fork(module, ['--worker', task], { execArgv });
  child.on('message', (message) => take(message as WorkerMessage));
  let last = -1;
  let secondsOnIt = 0;
  let isHung = false;
  const watch = setInterval(() => {
    const number = currentCase(progress);
    secondsOnIt = number === last ? secondsOnIt + 1 : 0;
    last = number;
    if (number >= 0 && secondsOnIt > hangSeconds) {
      isHung = true;
      child.kill('SIGKILL');
    }
  }, 1000);
  return new Promise((resolve) => {
    child.on('exit', (code, signal) => {
      clearInterval(watch);
      if (code === 0) resolve(undefined);
      else {
        const text = isHung ? `no end after ${hangSeconds} s` : `the process ended with ${code ?? signal}`;
        resolve({ number: Math.max(first, currentCase(progress)), text });
      }
    });
  });
}

function currentCase(progress: string): number {
  try {
    const bytes = readFileSync(progress);
    return bytes.length === 4 ? bytes.readUInt32LE(0) : -1;
  } catch {
    return -1;
  }
}
