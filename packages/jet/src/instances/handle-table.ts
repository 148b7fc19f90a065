/** Things that callers know by a number. A number that was given out is never given out again. */
export class HandleTable<T> {
  readonly #things = new Map<number, T>();
  #last = 0;

  /** @returns the handle */
  add(thing: T): number {
    this.#things.set(++this.#last, thing);
    return this.#last;
  }

  find(handle: number): T | undefined {
    return this.#things.get(handle);
  }

  all(): readonly T[] {
    return [...this.#things.values()];
  }

  drop(handle: number): void {
    this.#things.delete(handle);
  }

  /** Whether the handle is one of something that is gone. */
  wasDropped(handle: number): boolean {
    return Number.isInteger(handle) && handle > 0 && handle <= this.#last && !this.#things.has(handle);
  }
}
