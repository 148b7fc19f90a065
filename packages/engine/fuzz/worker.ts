import { openSync, writeSync } from 'node:fs';
import { loadBases } from './bases';
import { runCase } from './run-case';
import { addResult, emptyTally, type Tally } from './tally';

/** What a worker process is to do: every `stride`-th case from `first` to `cases`. */
export interface WorkerTask {
  readonly seed: number;
  readonly first: number;
  readonly stride: number;
  readonly cases: number;
  /** File that always holds the number of the case under way, for whoever finds this process hanging. */
  readonly progress: string;
}

export type WorkerMessage =
  | { readonly kind: 'tally'; readonly tally: Tally }
  | { readonly kind: 'failure'; readonly number: number; readonly text: string };

const casesPerMessage = 200;

/** Runs its share of a campaign and tells the parent process what came of it. */
export function work(task: WorkerTask, tell: (message: WorkerMessage) => void): void {
  const bases = loadBases();
  const progress = openSync(task.progress, 'w');
  const current = new Uint32Array(1);
  let tally = emptyTally();
  for (let number = task.first; number < task.cases; number += task.stride) {
    current[0] = number;
    writeSync(progress, current, 0, 4, 0);
    try {
      addResult(tally, runCase(bases, task.seed, number));
    } catch (error) {
      tell({ kind: 'failure', number, text: error instanceof Error ? String(error.stack) : String(error) });
    }
    if (tally.cases >= casesPerMessage) {
      tell({ kind: 'tally', tally });
      tally = emptyTally();
    }
  }
  tell({ kind: 'tally', tally });
}
