import { JetError } from '@esekit/core';
import type { Transactions } from '../transactions';
import type { CheckpointKeeper } from './checkpoint-keeper';
import type { Scheduler } from './instance-options';

/** Versions and nodes of one turn. */
const stepsOfTurn = 1024;

/** The same where there are no turns, and each call does a part. */
const stepsOfCall = 64;

/** Of one turn when the version store is crowded: the next change needs the room. */
const stepsWhenCrowded = 8192;

/**
 * With more versions than this a commit does not leave its clean-up to a turn: where many commits follow each
 * other in one turn the store would fill to its limit, and all that it holds leave the processor's caches.
 */
const versionsAtRest = 1024;

/** Versions and nodes then: those of a transaction of some size. */
const stepsOfMany = 4096;

/** How long a commit may wait for its clean-up. */
const delay = 20;

/** What is done between calls and in turns of its own: clean-up of versions, checkpoints (24 §3, 22 §2). */
export class Background {
  readonly #schedule: Scheduler | undefined;
  readonly #transactions: Transactions;
  readonly #keeper: CheckpointKeeper | undefined;
  readonly #onFailure: (error: JetError) => void;
  #isScheduled = false;
  #isEnded = false;

  constructor(
    schedule: Scheduler | undefined,
    transactions: Transactions,
    keeper: CheckpointKeeper | undefined,
    onFailure: (error: JetError) => void,
  ) {
    this.#schedule = schedule;
    this.#transactions = transactions;
    this.#keeper = keeper;
    this.#onFailure = onFailure;
  }

  /** Between two calls. */
  turn(): void {
    const { isCrowded, count } = this.#transactions.versions;
    if (isCrowded) this.#cleanUp(stepsWhenCrowded);
    else if (count > versionsAtRest && this.#transactions.mayCleanUp) this.#cleanUp(stepsOfMany);
    else if (this.#schedule === undefined) this.#cleanUp(stepsOfCall);
    const isMore = this.#work(() => this.#keeper?.step() ?? false) ?? false;
    if (isMore || !isCrowded) this.#later();
  }

  /** All that nobody needs any more, at once. */
  cleanUpAll(): void {
    while (this.#transactions.cleanUp(stepsWhenCrowded) === stepsWhenCrowded);
  }

  end(): void {
    this.#isEnded = true;
  }

  #later(milliseconds = delay): void {
    if (this.#isScheduled || this.#isEnded || this.#schedule === undefined) return;
    this.#isScheduled = true;
    this.#schedule(() => {
      this.#isScheduled = false;
      if (this.#isEnded) return;
      const isMore = this.#cleanUp(stepsOfTurn) === stepsOfTurn;
      const isDue = this.#work(() => this.#keeper?.step() ?? false) ?? false;
      if (isMore || isDue) this.#later(0);
    }, milliseconds);
  }

  #cleanUp(steps: number): number {
    return this.#work(() => this.#transactions.cleanUp(steps)) ?? 0;
  }

  /**
   * What fails here is nobody's call, so it is told of, and comes again. Writes that fail have ended the instance
   * by themselves.
   */
  #work<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      if (!JetError.isInstance(error)) throw error;
      this.#onFailure(error);
      return undefined;
    }
  }
}
