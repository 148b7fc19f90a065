import { setImmediate } from 'node:timers/promises';
import type { Environment } from '../environment';
import { throwIfStopped } from './database-session';

/** Steps between two pauses: some milliseconds of work. */
const stepsBetweenPauses = 2000;

/** Interrupts synchronous work now and then: a Ctrl-C is only heard when the event loop turns. */
export class Pacer {
  #steps = 0;

  constructor(readonly env: Environment) {}

  /** Counts work done; says whether it is time to {@link pause}. Costs too little to be worth sparing. */
  isDue(steps = 1): boolean {
    this.#steps += steps;
    return this.#steps >= stepsBetweenPauses;
  }

  /** @throws JET_errClientRequestToStopJetService when the user has asked to stop */
  async pause(): Promise<void> {
    this.#steps = 0;
    await setImmediate();
    throwIfStopped(this.env);
  }
}
