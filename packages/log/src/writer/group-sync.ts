/**
 * Lets callers share what makes all their work durable: those that come before it starts share one run, and
 * those that come while one is under way share the next.
 */
export class GroupSync {
  readonly #run: () => Promise<void>;
  #current: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  constructor(run: () => Promise<void>) {
    this.#run = run;
  }

  /** @param turn what the run waits for, beside the one under way. Default: the end of this turn */
  request(turn: () => Promise<void> = endOfTurn): Promise<void> {
    this.#next ??= this.#start(this.#current, turn);
    return this.#next;
  }

  async #start(before: Promise<void> | undefined, turn: () => Promise<void>): Promise<void> {
    // How the run before ended concerns those who wait for it.
    await before?.catch(() => undefined);
    await turn();
    const current = this.#run();
    this.#current = current;
    this.#next = undefined;
    await current;
  }
}

function endOfTurn(): Promise<void> {
  return Promise.resolve();
}
