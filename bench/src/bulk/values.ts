/** The values of a row, in the order of the columns; `null` is NULL. */
export interface BulkValues {
  readonly Id: number;
  readonly IsValid: boolean;
  readonly Level: number;
  readonly Delta: number | null;
  readonly Size: number;
  readonly Mean: number;
  readonly Share: number;
  /** In units of 1/10000. */
  readonly Price: number;
  /** Milliseconds since 1970, whole seconds. */
  readonly Time: number;
  /** 16 bytes in the order of the file. */
  readonly Device: Uint8Array;
  readonly Port: number;
  readonly Hash: number;
  readonly Name: string;
  readonly Title: string | null;
  readonly Digest: Uint8Array;
  readonly Batch: number | null;
  readonly Label: string | null;
  readonly Comment: string;
  readonly Message: string | null;
  readonly Payload: Uint8Array | null;
}

const words = (
  'alpha river stone night copper field paper window garden silver market signal ' +
  'amber harbour meadow winter engine valley lantern orchard'
).split(' ');
const wideWords = ['Größe', 'naïve', 'Żółw', 'Привет', '東京', 'señal', 'ελιά', 'plain', 'market', 'signal'];

/**
 * The values of row `id`: the same on every call, so that any row can be compared with what a program
 * made of it.
 */
export function valuesOf(id: number): BulkValues {
  const numbers = new RowNumbers(id);
  return {
    Id: id,
    IsValid: numbers.below(2) === 1,
    Level: numbers.below(256),
    Delta: numbers.below(8) === 0 ? null : numbers.below(65536) - 32768,
    Size: numbers.below(1 << 30) * 1024 + id,
    Mean: (numbers.below(2_000_001) - 1_000_000) / 64,
    Share: numbers.below(4096) / 4096,
    Price: numbers.below(100_000_000) - 20_000_000,
    Time: 1_577_836_800_000 + 1000 * (id * 7 + numbers.below(7)),
    Device: numbers.bytes(16),
    Port: numbers.below(65536),
    Hash: numbers.next(),
    Name: `${numbers.text(words, 1)}-${id % 10_000}`,
    Title: numbers.below(10) === 0 ? null : numbers.text(wideWords, 2 + numbers.below(3)),
    Digest: numbers.bytes(16),
    Batch: numbers.below(4) === 0 ? null : numbers.below(1000),
    Label: numbers.below(3) === 0 ? null : numbers.text(words, 1),
    Comment: numbers.text(words, 3 + numbers.below(8)),
    Message: numbers.below(5) === 0 ? null : numbers.text(wideWords, 3 + numbers.below(5)),
    Payload: numbers.below(4) === 0 ? null : numbers.bytes(8 + numbers.below(40)),
  };
}

/** Numbers that depend on the row alone (xorshift32). */
class RowNumbers {
  #state: number;

  constructor(id: number) {
    this.#state = Math.imul(id ^ 0x2545_f491, 0x9e37_79b1) | 1;
    this.next();
  }

  next(): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x;
    return x >>> 0;
  }

  below(end: number): number {
    return (this.next() >>> 2) % end;
  }

  bytes(length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    for (let i = 0; i < length; i++) bytes[i] = this.next() >>> 8;
    return bytes;
  }

  text(from: readonly string[], count: number): string {
    let text = from[this.below(from.length)]!;
    for (let i = 1; i < count; i++) text += ` ${from[this.below(from.length)]!}`;
    return text;
  }
}
