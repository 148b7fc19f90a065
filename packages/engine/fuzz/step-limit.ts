import type { Frame, PageSource } from '@esekit/pages';

/** Thrown when a reader takes more steps than any honest reading of such a file could: a hang, in effect. */
export class TooManySteps extends Error {
  override readonly name = 'TooManySteps';
}

/** Counts pages asked for, reads of the file and rows, so that "it ends" is a number and not a feeling. */
export class StepLimit {
  steps = 0;

  constructor(readonly most: number) {}

  step(): void {
    if (++this.steps > this.most) throw new TooManySteps(`more than ${this.most} steps`);
  }
}

/** A page source that counts what is asked of it: most pages are in the cache, so the file would not notice. */
export class CountingSource implements PageSource {
  readonly pageSize: number;
  readonly pageCount: number;
  readonly #below: PageSource;
  readonly #limit: StepLimit;

  constructor(below: PageSource, limit: StepLimit) {
    this.pageSize = below.pageSize;
    this.pageCount = below.pageCount;
    this.#below = below;
    this.#limit = limit;
  }

  get(pgno: number): Frame {
    this.#limit.step();
    return this.#below.get(pgno);
  }
}

/** Goes through things, or the first `most` of them, and says how many there were. */
export function walk(things: Iterable<unknown>, limit: StepLimit, most = Infinity): number {
  const iterator = things[Symbol.iterator]();
  let count = 0;
  while (count < most && iterator.next().done !== true) {
    limit.step();
    count++;
  }
  iterator.return?.();
  return count;
}
