import { JetError } from '@esekit/core';
import type { InstanceEvents } from './instance-events';

/** Whether an instance can be used, and why not (32 §2). */
export class Health {
  readonly #events: InstanceEvents;
  #failure: JetError | undefined;
  #state: 'running' | 'terminating' | 'ended' = 'running';
  /** JetStopService. */
  isStopped = false;
  /** The last logs are made from the reserve: what changes something is refused (20 §2). */
  #isLogDiskFull = false;

  constructor(events: InstanceEvents) {
    this.#events = events;
  }

  get failure(): JetError | undefined {
    return this.#failure;
  }

  get mayWrite(): boolean {
    return this.#failure === undefined && this.#state !== 'ended';
  }

  set isLogDiskFull(isFull: boolean) {
    if (isFull && !this.#isLogDiskFull) {
      this.#events.write(428, 'the disk of the logs is almost full, updates are refused');
    }
    this.#isLogDiskFull = isFull;
  }

  /** The first failure counts; what follows from it says less. */
  fail(error: JetError): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    const isFull = error.name === 'JET_errLogDiskFull';
    this.#events.write(isFull ? 429 : 408, `nothing can be written any more: ${error.message}`, error.code);
    this.#events.write(492, 'the log has ended for good; recovery is needed');
  }

  /** For calls that end something. */
  requireRunning(): void {
    if (this.#state === 'terminating') throw new JetError('JET_errTermInProgress', 'the instance is ending');
    if (this.#state === 'ended') throw new JetError('JET_errNotInitialized', 'the instance has ended');
  }

  /** For every other call. */
  requireUsable(): void {
    if (this.isStopped) {
      throw new JetError('JET_errClientRequestToStopJetService', 'the service was stopped', {
        hint: 'End what is under way, or resume the service.',
      });
    }
    if (this.#failure !== undefined) throw this.unavailable();
    this.requireRunning();
  }

  /** For every change. */
  requireWritable(): void {
    if (this.#failure !== undefined) throw this.unavailable();
    if (!this.#isLogDiskFull) return;
    throw new JetError('JET_errLogDiskFull', 'the disk of the logs is full', {
      hint: 'Make room and start the instance anew.',
    });
  }

  beginTerm(): void {
    this.#state = 'terminating';
  }

  end(): void {
    this.#state = 'ended';
  }

  /** What a failure before answers. */
  unavailable(): JetError {
    const cause = this.#failure!;
    const isFull = cause.name === 'JET_errLogDiskFull';
    return new JetError(
      isFull ? 'JET_errInstanceUnavailableDueToFatalLogDiskFull' : 'JET_errInstanceUnavailable',
      'a write has failed before',
      { cause, hint: 'End the instance; the next start recovers the databases.' },
    );
  }
}
