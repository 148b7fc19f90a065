import { JetError } from '@esekit/core';
import type { JetStatus } from '@esekit/jet';

/** Ends a command whose call has failed; what failed is in the {@link CallRecord}. */
export class CommandEnded extends Error {}

/** Return code of a call as the documented calls have it. */
export interface ReturnCode {
  readonly rc: number;
  readonly name: string;
}

export const success: ReturnCode = { rc: 0, name: 'JET_errSuccess' };

/** The return code of a call; anything but a `JetError` is a defect and passes. */
export function returnCodeOf(call: () => JetStatus): ReturnCode {
  try {
    const { code, name } = call();
    return { rc: code, name };
  } catch (error) {
    return returnCodeOfError(error);
  }
}

export async function returnCodeOfPromise(call: () => JetStatus | Promise<JetStatus>): Promise<ReturnCode> {
  try {
    const { code, name } = await call();
    return { rc: code, name };
  } catch (error) {
    return returnCodeOfError(error);
  }
}

function returnCodeOfError(error: unknown): ReturnCode {
  if (JetError.isInstance(error)) return { rc: error.code, name: error.name };
  throw error;
}

/** The calls of one command: the first error counts, or without one the first warning (scenario language §3). */
export class CallRecord {
  #code: ReturnCode = success;
  #call: string | undefined;

  get code(): ReturnCode {
    return this.#code;
  }

  /** The call that gave {@link code}. */
  get call(): string | undefined {
    return this.#call;
  }

  /**
   * Makes a call.
   *
   * @returns 0 or the number of a warning
   * @throws CommandEnded after an error
   */
  make(name: string, call: () => JetStatus): number {
    const rc = this.attempt(name, call);
    if (rc < 0) throw new CommandEnded();
    return rc;
  }

  /** As {@link make}, for calls that may wait. */
  async makeWaiting(name: string, call: () => JetStatus | Promise<JetStatus>): Promise<number> {
    const rc = await this.attemptWaiting(name, call);
    if (rc < 0) throw new CommandEnded();
    return rc;
  }

  /** Makes a call whose error does not end the command. */
  attempt(name: string, call: () => JetStatus): number {
    return this.note(name, returnCodeOf(call));
  }

  async attemptWaiting(name: string, call: () => JetStatus | Promise<JetStatus>): Promise<number> {
    return this.note(name, await returnCodeOfPromise(call));
  }

  /**
   * Ends the command when one of its calls has failed.
   *
   * @throws CommandEnded
   */
  endOnError(): void {
    if (this.#code.rc < 0) throw new CommandEnded();
  }

  /** Counts the code of a call that was made elsewhere. */
  note(name: string, code: ReturnCode): number {
    const counts = this.#code.rc === 0 ? code.rc !== 0 : this.#code.rc > 0 && code.rc < 0;
    if (counts) {
      this.#code = code;
      this.#call = name;
    }
    return code.rc;
  }
}
