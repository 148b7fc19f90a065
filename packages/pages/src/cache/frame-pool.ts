import { JetError } from '@esekit/core';
import { createKernelSlab, type KernelSlab } from '../checksum/kernel';
import { Clock } from './clock';
import { PageFrame } from './page-frame';
import { createGrownPageTable, createPageTable, type PageTable } from './page-table';

/**
 * The frames of a cache: which page is in which of them, and which is given away next. What may be in a
 * frame, and what has to happen before it is given away, is for the cache to know.
 */
export class FramePool {
  readonly #pageSize: number;
  readonly #clock: Clock;
  readonly #frames: PageFrame[] = [];
  #table: PageTable;
  /** The newest slab, and the first slot in it. */
  #slab: KernelSlab;
  #slabStart = 0;

  /**
   * @param slots frames there is room for, at least one
   * @throws JET_errOutOfMemory when there is not enough memory for them
   */
  constructor(pageSize: number, slots: number, pageCount: number) {
    this.#pageSize = pageSize;
    this.#clock = new Clock(slots);
    this.#table = createPageTable(pageCount);
    this.#slab = createSlab(pageSize, slots);
  }

  get slots(): number {
    return this.#clock.slots;
  }

  /** Slots that were given away at least once: those below this number. */
  get used(): number {
    return this.#frames.length;
  }

  get isFull(): boolean {
    return this.used === this.slots;
  }

  /** The slot of a page; -1 when it is in none. */
  slotOf(pgno: number): number {
    return this.#table.get(pgno);
  }

  frameAt(slot: number): PageFrame {
    return this.#frames[slot]!;
  }

  touch(slot: number): void {
    this.#clock.touch(slot);
  }

  /** The slot to give away next. What is in its frame is still there. */
  choose(): number {
    const slot = this.#clock.advance();
    // Slots are first chosen in order, so this appends.
    this.#frames[slot] ??= new PageFrame(this.#slab, slot - this.#slabStart, this.#pageSize);
    return slot;
  }

  /** Makes an empty slot the next to be chosen. */
  giveBack(slot: number): void {
    this.#clock.giveBack(slot);
  }

  place(slot: number, pgno: number): void {
    this.#frames[slot]!.pgno = pgno;
    this.#table.set(pgno, slot);
  }

  /** Empties a slot; `false` when it was empty. */
  vacate(slot: number): boolean {
    const frame = this.#frames[slot]!;
    if (frame.pgno === 0) return false;
    this.#table.delete(frame.pgno);
    frame.pgno = 0;
    return true;
  }

  /**
   * Adds slots to a pool that is full, in a slab of their own: frames stay where they are.
   *
   * @throws JET_errOutOfMemory when there is not enough memory for them
   */
  grow(slots: number): void {
    this.#slab = createSlab(this.#pageSize, slots - this.slots);
    this.#slabStart = this.slots;
    this.#clock.grow(slots);
  }

  /** Makes room for the numbers of pages up to `pageCount`. */
  reach(pageCount: number): void {
    if (pageCount <= this.#table.pagesMost) return;
    this.#table = createGrownPageTable(pageCount);
    this.#frames.forEach((frame, slot) => {
      if (frame.pgno !== 0) this.#table.set(frame.pgno, slot);
    });
  }
}

function createSlab(pageSize: number, slots: number): KernelSlab {
  try {
    return createKernelSlab(pageSize, slots);
  } catch (cause) {
    throw new JetError('JET_errOutOfMemory', `a cache of ${slots} pages of ${pageSize} bytes`, { cause });
  }
}
