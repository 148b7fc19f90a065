import { JetError, type File } from '@esekit/core';
import { createKernelBuffers, type KernelBuffer } from '../checksum/kernel';
import { pageOffset } from '../geometry';

/**
 * A run of consecutive pages that was read and checked together. It is reused: its contents may be
 * kept only as long as the function that yields it says.
 */
export interface PageRun {
  readonly pgnoFirst: number;
  /** Pages in the run. */
  readonly count: number;
  /** The pages, one behind the other, and nothing else. */
  readonly bytes: Uint8Array;
  /** A `pageStatus` per page. */
  readonly statuses: Uint8Array;
  /** How many are neither good nor blank. */
  readonly suspects: number;
}

export interface PageRange {
  readonly file: File;
  readonly pageSize: number;
  readonly pgnoFirst: number;
  readonly pgnoLast: number;
  /** Bytes per read, a multiple of 32 KiB. Default 1 MiB. */
  readonly runBytes?: number;
  readonly signal?: AbortSignal | undefined;
}

const defaultRunBytes = 1 << 20;

/** One buffer with the run that stands in it. */
class RunSlot implements PageRun {
  pgnoFirst = 0;
  count = 0;
  bytes: Uint8Array;
  readonly statuses: Uint8Array;
  suspects = 0;

  constructor(
    readonly range: PageRange,
    readonly buffer: KernelBuffer,
  ) {
    this.bytes = buffer.bytes;
    this.statuses = buffer.statuses;
  }

  /** Chooses the pages to be read next; `false` when the range is at its end. */
  moveTo(pgno: number): boolean {
    const { pageSize, pgnoLast } = this.range;
    this.pgnoFirst = pgno;
    this.count = Math.max(0, Math.min(this.buffer.bytes.length / pageSize, pgnoLast - pgno + 1));
    this.bytes = this.buffer.bytes.subarray(0, this.count * pageSize);
    return this.count > 0;
  }

  get offset(): number {
    return pageOffset(this.pgnoFirst, this.range.pageSize);
  }

  check(bytesRead: number): void {
    const { file, pageSize } = this.range;
    if (bytesRead !== this.bytes.length) {
      const pgno = this.pgnoFirst + Math.floor(bytesRead / pageSize);
      throw new JetError(
        'JET_errFileIOBeyondEOF',
        `${file.path}: page ${pgno} lies behind the end of the file`,
      );
    }
    this.suspects = this.buffer.check(this.count, pageSize, this.pgnoFirst);
  }
}

function createSlots(range: PageRange, slots: number): RunSlot[] {
  const buffers = createKernelBuffers(range.runBytes ?? defaultRunBytes, slots);
  return buffers.map((buffer) => new RunSlot(range, buffer));
}

/**
 * Reads a range of pages in long runs and checks them, synchronously. A run is valid until the next
 * one is taken.
 *
 * @throws JET_errFileIOBeyondEOF when the file ends before `pgnoLast`
 */
export function* pageRuns(range: PageRange): Generator<PageRun, void, void> {
  const [slot] = createSlots(range, 1) as [RunSlot];
  for (let pgno = range.pgnoFirst; slot.moveTo(pgno); pgno += slot.count) {
    range.signal?.throwIfAborted();
    slot.check(range.file.readSync(slot.bytes, slot.offset));
    yield slot;
  }
}

/** Buffers of {@link pageRunsAhead}: one being read, one being worked on, one being written. */
const slotsAhead = 3;

/**
 * The same, with the next run being read while this one is worked on: for files that are not in
 * memory, and so that other work in the process goes on. A run stays valid while the next one is
 * worked on, so that it can be written in the meantime, and no longer.
 */
export async function* pageRunsAhead(range: PageRange): AsyncGenerator<PageRun, void, void> {
  const slots = createSlots(range, slotsAhead);
  let reading = Promise.resolve(0);
  const startReading = (slot: RunSlot, pgno: number): void => {
    if (!slot.moveTo(pgno)) return;
    reading = range.file.read(slot.bytes, slot.offset);
    // It may fail while the consumer is at work; it is told then when its run is asked for.
    reading.catch(() => undefined);
  };
  try {
    startReading(slots[0]!, range.pgnoFirst);
    for (let step = 0; slots[step % slotsAhead]!.count > 0; step++) {
      const slot = slots[step % slotsAhead]!;
      const bytesRead = await reading;
      range.signal?.throwIfAborted();
      startReading(slots[(step + 1) % slotsAhead]!, slot.pgnoFirst + slot.count);
      slot.check(bytesRead);
      yield slot;
    }
  } finally {
    // A consumer that stops early closes the file next, so no read may still be under way.
    await reading.catch(() => undefined);
  }
}
