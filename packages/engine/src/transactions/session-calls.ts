import { JetError } from '@esekit/core';

/**
 * Who may use a session now (32 §3). A thread is a chain of asynchronous calls here: a call that comes while
 * another one's promise is pending is that of another thread. Calls within a synchronous call are its own.
 *
 * This is the door for applications: each of their calls asks `check`, or is given to `run` when it is not
 * finished as it returns. What a call then does with the session inside is not asked again.
 */
export class SessionCalls {
  #isPending = false;
  #context: number | undefined;
  #isEnded = false;

  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** A call is not finished. */
  get isPending(): boolean {
    return this.#isPending;
  }

  /** @throws JET_errInvalidSesid after the end, JET_errSessionSharingViolation during another call */
  check(): void {
    this.checkEnded();
    if (!this.#isPending) return;
    throw new JetError('JET_errSessionSharingViolation', 'use a session during another call of it', {
      hint: 'Await the call before, or use a session for each task.',
    });
  }

  /** @throws JET_errInvalidSesid */
  checkEnded(): void {
    if (this.#isEnded) throw new JetError('JET_errInvalidSesid', 'use a session that has ended');
  }

  /** Runs a call that is not finished when it returns. */
  async run<T>(call: () => Promise<T>): Promise<T> {
    this.check();
    this.#isPending = true;
    try {
      return await call();
    } finally {
      this.#isPending = false;
    }
  }

  /** JetSetSessionContext. */
  setContext(context: number): void {
    this.check();
    if (context === 0 || context === -1) {
      throw new JetError('JET_errInvalidParameter', `session context ${context}`);
    }
    if (this.#context !== undefined) {
      throw new JetError(
        'JET_errSessionContextAlreadySet',
        `session context ${context} after ${this.#context}`,
      );
    }
    this.#context = context;
  }

  /** JetResetSessionContext. */
  resetContext(): void {
    this.check();
    if (this.#context === undefined) {
      throw new JetError(
        'JET_errSessionContextNotSetByThisThread',
        'reset a session context that is not set',
      );
    }
    this.#context = undefined;
  }

  /** @throws JET_errSessionInUse when a session with a context is ended during another call of it */
  checkEnd(): void {
    if (this.#isPending && this.#context !== undefined && !this.#isEnded) {
      throw new JetError('JET_errSessionInUse', 'end a session during another call of its context');
    }
    this.check();
  }

  end(): void {
    this.#isEnded = true;
  }
}
