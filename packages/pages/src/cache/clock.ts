/**
 * CLOCK: which slot of a full cache is given to the next page. A page that was asked for again since the hand
 * last came by is passed over once, so a scan does not push out what is used all the time.
 */
export class Clock {
  #used: Uint8Array;
  #hand = 0;

  constructor(slots: number) {
    this.#used = new Uint8Array(slots);
  }

  get slots(): number {
    return this.#used.length;
  }

  touch(slot: number): void {
    this.#used[slot] = 1;
  }

  /** Chooses a slot and moves behind it. Ends within two rounds: the first one clears every mark. */
  advance(): number {
    while (this.#used[this.#hand] === 1) {
      this.#used[this.#hand] = 0;
      this.#step();
    }
    const slot = this.#hand;
    this.#step();
    return slot;
  }

  /** Makes an empty slot the next to be chosen. */
  giveBack(slot: number): void {
    this.#used[slot] = 0;
    this.#hand = slot;
  }

  /** Adds slots behind the present ones; the first of them is the next to be chosen. */
  grow(slots: number): void {
    const used = new Uint8Array(slots);
    used.set(this.#used);
    this.#hand = this.#used.length;
    this.#used = used;
  }

  #step(): void {
    this.#hand = this.#hand + 1 === this.#used.length ? 0 : this.#hand + 1;
  }
}
