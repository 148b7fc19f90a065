import { JetError } from '@esekit/core';
import { wholeBytes } from '@esekit/core/testing';
import { crashPointOf, type CrashPhase, type CrashPoint, type FileStep } from './crash-points';

/** Where the process ends: at the `nth` time that a point is reached, from 1. */
export interface CrashPlan {
  readonly point: CrashPoint;
  readonly phase: CrashPhase;
  readonly nth: number;
}

/** Lets operations pass until the planned one, and none afterwards: the process is gone. */
export class CrashGate {
  readonly #pageSize: number;
  readonly #onStop: () => void;
  #plan: CrashPlan | undefined;
  #left = 0;
  #isStopped = false;
  #met: CrashPlan | undefined;

  /** @param onStop as the operating system does: closes what is open */
  constructor(pageSize: number, onStop: () => void) {
    this.#pageSize = pageSize;
    this.#onStop = onStop;
  }

  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** The plan that has ended the process. */
  get met(): CrashPlan | undefined {
    return this.#met;
  }

  /** A process begins, to end as planned; without plan it goes on. */
  arm(plan: CrashPlan | undefined): void {
    this.#isStopped = false;
    this.#met = undefined;
    this.#plan = plan;
    this.#left = plan?.nth ?? 0;
  }

  /** The process ends here, between two operations. */
  stop(): void {
    this.#isStopped = true;
    this.#onStop();
  }

  /** Bytes of a write that is cut in the middle: whole pages, or segments. */
  halfOf(path: string, length: number): number {
    const whole = wholeBytes(path, this.#pageSize);
    return Math.floor(length / whole / 2) * whole;
  }

  /** @param tear does a part of a write */
  pass<T>(step: FileStep, work: () => T, tear: () => void): T {
    if (this.#isStopped) throw gone(step);
    if (!this.#isMet(step)) return work();
    const { phase } = (this.#met = this.#plan!);
    if (phase === 'after') work();
    else if (phase === 'during') tear();
    this.stop();
    throw gone(step);
  }

  #isMet(step: FileStep): boolean {
    if (this.#plan === undefined || crashPointOf(step, this.#pageSize) !== this.#plan.point) return false;
    // A part of what cannot be divided is all of it or nothing: such a plan waits for the next one.
    if (this.#plan.phase === 'during' && (step.length ?? 0) < 2 * wholeBytes(step.path, this.#pageSize))
      return false;
    return --this.#left <= 0;
  }
}

function gone({ operation, path }: FileStep): JetError {
  return new JetError('JET_errDiskIO', `${operation} ${path}: the process has ended`);
}
