import type { File } from '@esekit/core';
import { segmentSize } from '../segments/segment-layout';

/**
 * Writes segments so that no crash loses what was durable before (20 §5.3). A partly filled segment is
 * followed by a copy of itself, its shadow; when it has grown it is rewritten alone first, and only when
 * that is on disk the shadow may be overwritten.
 *
 * What this cannot repair: a tear inside one of the 4096 bytes of a segment that is written for the first
 * time. The format takes such a segment for damage, so segments have to land whole or not at all.
 */
export class SegmentFile {
  readonly #file: File;
  /** Segment whose shadow lies behind it in the file; 0 = none. */
  #shadowed = 0;

  constructor(file: File) {
    this.#file = file;
  }

  /**
   * @param slab holds the segments, and room for one more behind them
   * @param first isec of the first of them
   * @param isPartial whether the last one will be written again
   */
  write(slab: Uint8Array, first: number, count: number, isPartial: boolean): void {
    let written = 0;
    if (this.#shadowed === first) {
      this.#file.writeSync(slab.subarray(0, segmentSize), first * segmentSize);
      this.#file.syncSync();
      written = 1;
    }
    let due = count;
    // A segment that has just become full overwrites its shadow too, when nothing else does.
    if (isPartial || written === count) {
      slab.copyWithin(count * segmentSize, (count - 1) * segmentSize, count * segmentSize);
      due++;
    }
    this.#file.writeSync(
      slab.subarray(written * segmentSize, due * segmentSize),
      (first + written) * segmentSize,
    );
    this.#shadowed = isPartial ? first + count - 1 : 0;
  }

  sync(): void {
    this.#file.syncSync();
  }

  /** As {@link sync}, for what is written when it is called. */
  syncLater(): Promise<void> {
    return this.#file.sync();
  }

  close(): void {
    this.#file.closeSync();
  }
}
