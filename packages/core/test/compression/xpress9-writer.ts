import { crc32c } from '../../src/compression';

/** Collects bits, the lowest bit of each byte first. */
export class BitWriter {
  readonly #bits: number[] = [];

  get size(): number {
    return this.#bits.length;
  }

  put(value: number, count: number): void {
    for (let i = 0; i < count; i++) this.#bits.push(Math.floor(value / 2 ** i) % 2);
  }

  /** A Huffman code, whose highest bit comes first. */
  putCode(code: number, count: number): void {
    for (let i = count - 1; i >= 0; i--) this.#bits.push((code >>> i) & 1);
  }

  bytes(): Uint8Array {
    const bytes = new Uint8Array(Math.ceil(this.#bits.length / 8));
    this.#bits.forEach((bit, i) => (bytes[i >> 3]! |= bit << (i & 7)));
    return bytes;
  }
}

export interface Xpress9Settings {
  readonly mtfEntries: 0 | 2 | 4;
  readonly pointerMatchLeast: 3 | 4;
  readonly mtfMatchLeast: 2 | 3;
}

/** What a header says when a test wants it to be wrong. */
export interface HeaderChanges {
  readonly fields?: Record<number, number>;
  readonly keepsChecksum?: boolean;
}

/**
 * Writes XPRESS9 streams token by token, with tables of equal lengths: enough to exercise a decoder, not
 * to save a byte. It keeps the value that the tokens stand for as it goes.
 */
export class Xpress9Writer {
  readonly value: number[] = [];
  readonly #settings: Xpress9Settings;
  readonly #mtf: number[];
  readonly #blocks: Uint8Array[] = [];
  #bits = new BitWriter();
  #blockStart = 0;
  #lastWasMatch = false;

  constructor(settings: Xpress9Settings) {
    this.#settings = settings;
    this.#mtf = Array.from({ length: settings.mtfEntries }, (_, i) => i + 1);
    this.#startBlock();
  }

  literal(byte: number): void {
    this.#putShort(byte);
    this.value.push(byte);
    this.#lastWasMatch = false;
  }

  /** A match with a distance of its own. */
  match(distance: number, length: number): void {
    const bits = 31 - Math.clz32(distance);
    const over = length - this.#settings.pointerMatchLeast;
    this.#putShort(256 + ((bits + this.#settings.mtfEntries) << 4) + Math.min(over, 15));
    this.#putLongLength(over);
    this.#bits.put(distance - 2 ** bits, bits);
    this.#mtf.unshift(distance);
    this.#mtf.length = this.#settings.mtfEntries;
    this.#copy(distance, length);
  }

  /** The kinds that {@link mtfMatch} takes now, with the distance of each. */
  mtfDistances(): number[] {
    return this.#mtf.slice(this.#lastWasMatch ? 1 : 0);
  }

  mtfMatch(kind: number, length: number): void {
    const index = this.#lastWasMatch ? kind + 1 : kind;
    const over = length - this.#settings.mtfMatchLeast;
    this.#putShort(256 + (kind << 4) + Math.min(over, 15));
    this.#putLongLength(over);
    const [distance] = this.#mtf.splice(index, 1) as [number];
    this.#mtf.unshift(distance);
    this.#copy(distance, length);
  }

  /** Ends the block `tail` bytes before what is written: the last match goes on in the next block. */
  endBlock(tail = 0, changes: HeaderChanges = {}): void {
    const end = this.value.length - tail;
    const body = this.#bits.bytes();
    const header = new DataView(new ArrayBuffer(32));
    const { mtfEntries, pointerMatchLeast, mtfMatchLeast } = this.#settings;
    const settings = ((mtfEntries / 2) << 16) | ((pointerMatchLeast - 3) << 18) | ((mtfMatchLeast - 2) << 19);
    const fields = [
      0x4e86d72a,
      end - this.#blockStart,
      256 + this.#bits.size,
      settings | 6,
      0,
      0x51e,
      this.#blocks.length,
    ];
    fields.forEach((field, i) => header.setUint32(4 * i, changes.fields?.[i] ?? field, true));
    const checksum = crc32c(new Uint8Array(header.buffer), 0, 28);
    header.setUint32(28, changes.keepsChecksum === true ? checksum ^ 1 : checksum, true);
    this.#blocks.push(Uint8Array.from([...new Uint8Array(header.buffer), ...body]));
    this.#blockStart = end;
    this.#startBlock();
  }

  /** The stored form of all blocks that are ended. */
  stored(checksum = crc32c(Uint8Array.from(this.value))): Uint8Array {
    const head = new DataView(new ArrayBuffer(5));
    head.setUint8(0, 0x28);
    head.setUint32(1, checksum, true);
    return Uint8Array.from([...new Uint8Array(head.buffer), ...this.#blocks.flatMap((block) => [...block])]);
  }

  #startBlock(): void {
    this.#bits = new BitWriter();
    if (this.#settings.mtfEntries > 0) this.#bits.put(this.#lastWasMatch ? 1 : 0, 1);
    for (const distance of this.#mtf) {
      const bits = 31 - Math.clz32(distance);
      this.#bits.put(bits, 5);
      this.#bits.put(distance - 2 ** bits, bits);
    }
    this.#bits.put(0, 6);
  }

  #copy(distance: number, length: number): void {
    for (let i = 0; i < length; i++) this.value.push(this.value[this.value.length - distance]!);
    this.#lastWasMatch = true;
  }

  /** Of 704 symbols, 320 have 9 bits and the others 10. */
  #putShort(symbol: number): void {
    if (symbol < 320) this.#bits.putCode(symbol, 9);
    else this.#bits.putCode(640 + symbol - 320, 10);
  }

  #putLongLength(over: number): void {
    const rest = over - 15;
    if (rest < 0) return;
    if (rest < 232) {
      this.#bits.putCode(rest, 8);
      return;
    }
    const bits = 31 - Math.clz32(rest - 231);
    this.#bits.putCode(232 + bits, 8);
    this.#bits.put(rest - 231 - 2 ** bits, bits);
  }
}
