import type { Progress, ProgressSink } from '@esekit/core';

/** The JET_snpRestore notifications of a restore (31 §11). */
export interface RestoreStatus {
  /** JET_sntBegin 5, JET_sntProgress 0 or JET_sntComplete 6. */
  readonly snt: 5 | 0 | 6;
  readonly cunitDone: number;
  readonly cunitTotal: 100;
}

export type RestoreStatusSink = (status: RestoreStatus) => void;

/**
 * Makes percentages of what is copied and replayed: one part for the databases, one for each generation.
 * They never fall, and 100 comes with the end alone.
 */
export class RestoreProgress {
  #percent = 0;

  constructor(
    readonly onProgress: ProgressSink | undefined,
    readonly onStatus: RestoreStatusSink | undefined,
    readonly generations: number,
    /** Bytes of one log. */
    readonly logBytes: number,
  ) {}

  begin(): void {
    this.onStatus?.({ snt: 5, cunitDone: 0, cunitTotal: 100 });
  }

  /** Bytes of the databases that are being copied. */
  readonly copied = (progress: Progress): void => {
    this.onProgress?.(progress);
    this.#raise(fractionOf(progress) / (this.generations + 1));
  };

  /** What recovery tells: bytes of the logs; how many there will be is known here. */
  readonly replayed = (progress: Progress): void => {
    const told = { ...progress, bytesTotal: this.generations * this.logBytes };
    this.onProgress?.(told);
    this.#raise((1 + fractionOf(told) * this.generations) / (this.generations + 1));
  };

  complete(): void {
    this.onStatus?.({ snt: 6, cunitDone: 100, cunitTotal: 100 });
  }

  #raise(fraction: number): void {
    const percent = Math.min(99, Math.floor(100 * fraction));
    if (percent <= this.#percent) return;
    this.#percent = percent;
    this.onStatus?.({ snt: 0, cunitDone: percent, cunitTotal: 100 });
  }
}

function fractionOf({ bytesDone, bytesTotal }: Progress): number {
  return bytesTotal === undefined || bytesTotal === 0 ? 0 : Math.min(1, bytesDone / bytesTotal);
}
