import { damaged } from '../damage';
import type { BitReader } from './bit-reader';

/** The distances of the latest matches, the newest first (12 §5.4). It may have no entries at all. */
export class MoveToFront {
  readonly #distances: Float64Array;

  constructor(reader: BitReader, entries: number) {
    this.#distances = new Float64Array(entries);
    for (let i = 0; i < entries; i++) this.#distances[i] = readDistance(reader, reader.read(5));
  }

  /** Takes entry `index` to the front and returns its distance. */
  use(index: number): number {
    if (index >= this.#distances.length) throw damaged(`no earlier match ${index}`);
    const distance = this.#distances[index]!;
    this.#distances.copyWithin(1, 0, index);
    this.#distances[0] = distance;
    return distance;
  }

  /** Puts a new distance in front; the oldest falls off. */
  push(distance: number): void {
    if (this.#distances.length === 0) return;
    this.#distances.copyWithin(1, 0, this.#distances.length - 1);
    this.#distances[0] = distance;
  }
}

/** A number between 2^bits and 2^(bits + 1), of which only the lower bits are sent. */
export function readDistance(reader: BitReader, bits: number): number {
  return 2 ** bits + reader.read(bits);
}
