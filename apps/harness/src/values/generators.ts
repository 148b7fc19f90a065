const letters = 'abcdefghijklmnopqrstuvwxyz ABCDEFGHIJ0123456789';
const letterCodes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));

/** The pseudo-random numbers of the scenario language (§2.1); all arithmetic is modulo 2^32. */
export class Generator {
  private constructor(private state: number) {}

  /** As the generators of values are seeded. */
  static seeded(seed: number): Generator {
    return new Generator((Math.imul(seed, 2654435761) + 12345) | 0);
  }

  static from(state: number): Generator {
    return new Generator(state | 0);
  }

  /** 24 bits. */
  next(): number {
    this.state = (Math.imul(this.state, 1664525) + 1013904223) | 0;
    return this.state >>> 8;
  }
}

/** `gen:count:seed`. */
export function generateBytes(count: number, seed: number): Uint8Array {
  const generator = Generator.seeded(seed);
  const bytes = new Uint8Array(count);
  for (let at = 0; at < count; at++) bytes[at] = generator.next() & 255;
  return bytes;
}

/** `text:count:seed`, one byte for each character. */
export function generateText(count: number, seed: number): Uint8Array {
  const generator = Generator.seeded(seed);
  const bytes = new Uint8Array(count);
  for (let at = 0; at < count; at++) bytes[at] = letterCodes[generator.next() % letters.length]!;
  return bytes;
}
