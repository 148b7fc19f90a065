import { type Lgpos } from '@esekit/core';
import type { Journal } from './undo/roll-back';

/** Highest number of a segment in a position. */
const isecMost = 0xffff;

/**
 * Takes the records of a recovery that writes nothing, and gives them positions behind the end of the log
 * in the order they come.
 */
export class MemoryJournal implements Journal {
  #lGeneration: number;
  #isec = 0;

  constructor(lgposEnd: Lgpos) {
    this.#lGeneration = lgposEnd.lGeneration + 1;
  }

  append(): Lgpos {
    if (this.#isec === isecMost) {
      this.#lGeneration++;
      this.#isec = 0;
    }
    this.#isec++;
    return { lGeneration: this.#lGeneration, isec: this.#isec, ib: 0 };
  }
}
