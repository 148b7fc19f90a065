/** Bytes of entries that are sorted at once; more of them are several runs. */
const cbMost = 32 * 1024 * 1024;
const cbFirst = 64 * 1024;

/** Entries of an index that are put into order before they go into its tree. */
export class EntrySort {
  #bytes = new Uint8Array(cbFirst);
  #end = 0;
  /** For each entry: where it begins, the length of its key, that of the bookmark. */
  #places: number[] = [];

  /** Whether it should be emptied before more comes in. */
  get isFull(): boolean {
    return this.#end >= cbMost;
  }

  add(key: Uint8Array, cbKey: number, bookmark: Uint8Array): void {
    const cb = cbKey + bookmark.length;
    if (this.#end + cb > this.#bytes.length) this.#grow(cb);
    const bytes = this.#bytes;
    for (let i = 0; i < cbKey; i++) bytes[this.#end + i] = key[i]!;
    bytes.set(bookmark, this.#end + cbKey);
    this.#places.push(this.#end, cbKey, bookmark.length);
    this.#end += cb;
  }

  /** Gives all entries out in the order of their keys, and of their bookmarks where keys are equal; none is left. */
  drain(take: (key: Uint8Array, bookmark: Uint8Array) => void): void {
    const places = this.#places;
    const order = new Uint32Array(places.length / 3);
    for (let i = 0; i < order.length; i++) order[i] = 3 * i;
    order.sort((a, b) => this.#compare(a, b));
    for (const at of order) {
      const start = places[at]!;
      const middle = start + places[at + 1]!;
      take(this.#bytes.subarray(start, middle), this.#bytes.subarray(middle, middle + places[at + 2]!));
    }
    this.#places = [];
    this.#end = 0;
  }

  #compare(a: number, b: number): number {
    const places = this.#places;
    const startA = places[a]!;
    const startB = places[b]!;
    const cbA = places[a + 1]!;
    const cbB = places[b + 1]!;
    return (
      this.#compareBytes(startA, cbA, startB, cbB) ||
      this.#compareBytes(startA + cbA, places[a + 2]!, startB + cbB, places[b + 2]!)
    );
  }

  #compareBytes(a: number, cbA: number, b: number, cbB: number): number {
    const bytes = this.#bytes;
    const cb = Math.min(cbA, cbB);
    for (let i = 0; i < cb; i++) {
      const difference = bytes[a + i]! - bytes[b + i]!;
      if (difference !== 0) return difference;
    }
    return cbA - cbB;
  }

  #grow(cb: number): void {
    const bytes = new Uint8Array(Math.max(2 * this.#bytes.length, this.#end + cb));
    bytes.set(this.#bytes.subarray(0, this.#end));
    this.#bytes = bytes;
  }
}
