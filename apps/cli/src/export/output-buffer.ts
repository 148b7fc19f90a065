/** Large enough that a write to a file or pipe costs nothing per row, small enough to stay in the cache. */
export const bufferSize = 256 * 1024;

/** A failure of the place that rows are written to, which must never be taken for damage of what is read. */
export class OutputFailure extends Error {
  constructor(override readonly cause: unknown) {
    super('the output failed');
  }
}

/**
 * Bytes on their way out. Writers ask for room with {@link reserve}, then write `bytes` at `at` themselves and
 * move it: a function call per byte would cost more than the byte.
 */
export class OutputBuffer {
  readonly bytes: Uint8Array;
  at = 0;
  readonly #sink: (bytes: Uint8Array) => void;

  /** @param sink takes the bytes, which are overwritten once it returns */
  constructor(sink: (bytes: Uint8Array) => void, bytes: Uint8Array | number = bufferSize) {
    this.#sink = sink;
    this.bytes = typeof bytes === 'number' ? new Uint8Array(bytes) : bytes;
  }

  /** Makes room for `count` bytes, fewer than the buffer has: whatever is longer is written in pieces. */
  reserve(count: number): void {
    if (this.at + count > this.bytes.length) this.flush();
  }

  /** @throws OutputFailure */
  flush(): void {
    const { at } = this;
    if (at === 0) return;
    this.at = 0;
    try {
      this.#sink(this.bytes.subarray(0, at));
    } catch (cause) {
      throw cause instanceof OutputFailure ? cause : new OutputFailure(cause);
    }
  }

  byte(value: number): void {
    this.reserve(1);
    this.bytes[this.at++] = value;
  }

  /** Bytes of any length. */
  copy(source: Uint8Array): void {
    const { length } = source;
    if (length <= shortCopy) {
      this.reserve(length);
      const { bytes } = this;
      let { at } = this;
      for (let i = 0; i < length; i++) bytes[at++] = source[i]!;
      this.at = at;
      return;
    }
    for (let from = 0; from < length;) {
      if (this.at === this.bytes.length) this.flush();
      const count = Math.min(length - from, this.bytes.length - this.at);
      this.bytes.set(source.subarray(from, from + count), this.at);
      this.at += count;
      from += count;
    }
  }

  /** A short text of ASCII characters. */
  ascii(text: string): void {
    this.reserve(text.length);
    const { bytes } = this;
    for (let i = 0; i < text.length; i++) bytes[this.at++] = text.charCodeAt(i);
  }
}

/** Up to here a loop beats the call of `set`. */
const shortCopy = 32;
