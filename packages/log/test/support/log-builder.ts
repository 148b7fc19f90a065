import { createMemoryFileSystem, logTimeNone, type FileSystem } from '@esekit/core';
import { stampXorChecksum } from '@esekit/pages';
import { segmentSize, stampSegment } from '../../src/index';

/** Builds a log of the segment layout by hand, so that every damage is one readable line. */
export class LogBuilder {
  readonly bytes: Uint8Array;
  readonly #view: DataView;

  constructor(
    readonly generation = 5,
    readonly csec = 12,
    version: readonly [number, number, number, number] = [8, 4000, 130, 280],
  ) {
    this.bytes = new Uint8Array(csec * segmentSize);
    this.#view = new DataView(this.bytes.buffer);
    this.header({ 4: generation, 32: version[0], 36: version[1], 40: version[2], 648: version[3], 667: 3 });
    this.#view.setUint16(8, segmentSize, true);
    this.#view.setUint16(10, 1, true);
    this.#view.setUint16(12, csec, true);
    this.seal();
  }

  /** Sets 32-bit header fields by offset and seals the header again. */
  header(words: Readonly<Record<number, number>>): this {
    for (const [offset, value] of Object.entries(words)) this.#view.setUint32(Number(offset), value, true);
    return this.seal();
  }

  seal(): this {
    stampXorChecksum(this.bytes.subarray(0, 4096));
    return this;
  }

  at(isec: number): Uint8Array {
    return this.bytes.subarray(isec * segmentSize, (isec + 1) * segmentSize);
  }

  /** A valid segment with these data bytes, by default ShutDownMark records; the rest is zero. */
  segment(isec: number, data: Uint8Array = new Uint8Array(100).fill(23), generation = this.generation): this {
    this.at(isec).fill(0).set(data, 40);
    stampSegment(this.at(isec), generation, isec, logTimeNone);
    return this;
  }

  segments(from: number, to: number): this {
    for (let isec = from; isec <= to; isec++) this.segment(isec, new Uint8Array(100 + isec).fill(23));
    return this;
  }

  shadowOf(isec: number): this {
    this.at(isec + 1).set(this.at(isec));
    return this;
  }

  zero(isec: number): this {
    this.at(isec).fill(0);
    return this;
  }

  flipBit(isec: number, byte = 100, bit = 3): this {
    this.at(isec)[byte]! ^= 1 << bit;
    return this;
  }

  /** Damage that no single bit explains. */
  damage(isec: number): this {
    return this.flipBit(isec, 100, 3).flipBit(isec, 777, 6);
  }

  /** A memory file system that holds the log. */
  async file(name = 'edb.log', size = this.bytes.length): Promise<FileSystem> {
    return fileSystemWith({ [name]: this.bytes.subarray(0, size) });
  }
}

export async function fileSystemWith(files: Readonly<Record<string, Uint8Array>>): Promise<FileSystem> {
  const fs = createMemoryFileSystem();
  for (const [name, bytes] of Object.entries(files)) {
    const file = await fs.open(name, 'createNew');
    await file.write(bytes, 0);
    await file.close();
  }
  return fs;
}

/** Bytes of several records in a row. */
export function records(...parts: (readonly number[] | Uint8Array)[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** An Insert with `cbData` bytes of data: 50 bytes and the data. */
export function insert(cbData: number, fill = 0x11): Uint8Array {
  const record = new Uint8Array(50 + cbData).fill(fill, 50);
  record[0] = 29;
  new DataView(record.buffer).setUint16(48, cbData, true);
  return record;
}

/** A record as its fragments: the first fills `first` bytes at the end of a segment. */
export function fragmented(record: Uint8Array, first: number): Uint8Array[] {
  const word = (n: number): number[] => [n & 0xff, (n >> 8) & 0xff];
  const parts: Uint8Array[] = [];
  let at = first - 7;
  const total = [...word(record.length & 0xffff), ...word(record.length >>> 16)];
  parts.push(records([76, ...total, ...word(at)], record.subarray(0, at)));
  while (at < record.length) {
    const cb = Math.min(record.length - at, 4053);
    parts.push(records([77, ...word(cb)], record.subarray(at, at + cb)));
    at += cb;
  }
  return parts;
}
