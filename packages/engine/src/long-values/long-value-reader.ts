import { JetError, limits, viewOf } from '@esekit/core';
import { decompress } from '@esekit/core/compression';
import { UndecodedValue } from '../values/undecoded-value';
import { chunkOffsetSize, lidSizes, longValueFlag, longValueRoot } from './long-value-format';
import type { LongValueNodes } from './long-value-nodes';

/** What the root node of a long value says. */
export interface LongValueRoot {
  readonly refcount: number;
  /** Logical size in bytes. */
  readonly size: number;
  readonly isEncrypted: boolean;
}

/** Reads the separated long values of one table. */
export class LongValueReader {
  readonly #nodes: LongValueNodes;
  readonly #key = new Uint8Array(8 + chunkOffsetSize);

  constructor(
    nodes: LongValueNodes,
    /** Bytes of a full chunk. */
    readonly chunkSize: number,
  ) {
    this.#nodes = nodes;
  }

  /**
   * The root of a value.
   *
   * @param lid as it stands in a record: 4 or 8 bytes, little endian
   * @throws JET_errLVCorrupted when there is no such value, or its root is none
   */
  root(lid: Uint8Array): LongValueRoot {
    const width = this.#setLid(lid);
    if (!this.#nodes.seek(this.#key, width)) throw corrupted(lid, 'it is not there');
    return this.#readRoot(lid);
  }

  /**
   * The whole value.
   *
   * @throws JET_errLVCorrupted when a chunk is missing, too long or out of order;
   *   JET_errDecompressionFailed
   */
  read(lid: Uint8Array): Uint8Array | UndecodedValue {
    const { size, isEncrypted } = this.root(lid);
    if (size > limits.longValueBytesMost) throw corrupted(lid, `it claims ${size} bytes`);
    if (isEncrypted) return new UndecodedValue('the value is encrypted', lid.slice());
    const parts: Uint8Array[] = [];
    for (const part of this.#chunks(lid, size)) {
      if (part instanceof UndecodedValue) return part;
      parts.push(part);
    }
    return join(parts, size);
  }

  /**
   * A part of a value: less than `length` bytes where the value ends before, none behind its end (12 §7).
   *
   * @throws those of {@link read}
   */
  readPart(lid: Uint8Array, at: number, length: number): Uint8Array | UndecodedValue {
    const { size, isEncrypted } = this.root(lid);
    if (isEncrypted) return new UndecodedValue('the value is encrypted', lid.slice());
    const end = Math.min(size, at + length);
    const part = new Uint8Array(Math.max(0, end - at));
    let offset = at - (at % this.chunkSize);
    for (; offset < end; offset += this.chunkSize) {
      const chunk = this.#chunk(lid, offset, Math.min(this.chunkSize, size - offset));
      if (chunk instanceof UndecodedValue) return chunk;
      const from = Math.max(0, at - offset);
      part.set(chunk.subarray(from, Math.min(chunk.length, end - offset)), offset + from - at);
    }
    return part;
  }

  /**
   * One chunk.
   *
   * @param offset a multiple of the chunk size
   * @param size of the whole value
   */
  readChunk(lid: Uint8Array, offset: number, size: number): Uint8Array | UndecodedValue {
    return this.#chunk(lid, offset, Math.min(this.chunkSize, size - offset));
  }

  /**
   * Bytes that the chunks of a value take as they are stored.
   *
   * @param size of the whole value
   */
  storedSize(lid: Uint8Array, size: number): number {
    let stored = 0;
    for (let offset = 0; offset < size; offset += this.chunkSize) {
      this.#seekChunk(lid, offset);
      stored += this.#nodes.data().length;
    }
    return stored;
  }

  /**
   * The value piece by piece, each a copy of at most one chunk: for values that need not be in memory
   * as a whole.
   */
  *stream(lid: Uint8Array): Generator<Uint8Array | UndecodedValue, void, void> {
    const { size, isEncrypted } = this.root(lid);
    if (isEncrypted) yield new UndecodedValue('the value is encrypted', lid.slice());
    else yield* this.#chunks(lid, size);
  }

  *#chunks(lid: Uint8Array, size: number): Generator<Uint8Array | UndecodedValue, void, void> {
    for (let offset = 0; offset < size; offset += this.chunkSize) {
      // A step from the chunk before is cheap; only a consumer that read other values makes it a seek.
      yield this.#chunk(lid, offset, Math.min(this.chunkSize, size - offset));
    }
  }

  #chunk(lid: Uint8Array, offset: number, expected: number): Uint8Array | UndecodedValue {
    this.#seekChunk(lid, offset);
    const stored = this.#nodes.data();
    if (stored.length === expected) return stored.slice();
    if (stored.length > expected) throw corrupted(lid, `its chunk at ${offset} is too long`);
    // The size in the root may be any number, so memory is taken only for what the chunk itself says.
    const value = decompress(stored, expected);
    if (value.kind === 'data') return value.bytes;
    const note = value.kind === 'scrubbed' ? 'the value was erased' : 'the compression scheme is not known';
    return new UndecodedValue(note, stored.slice());
  }

  #seekChunk(lid: Uint8Array, offset: number): void {
    const width = this.#setLid(lid);
    viewOf(this.#key).setUint32(width, offset);
    if (this.#nodes.seek(this.#key, width + chunkOffsetSize)) return;
    throw corrupted(lid, `its chunk at ${offset} is missing`);
  }

  #readRoot(lid: Uint8Array): LongValueRoot {
    const data = this.#nodes.data();
    if (data.length < longValueRoot.sizeLeast) throw corrupted(lid, 'its root is too short');
    const view = viewOf(data);
    return {
      refcount: view.getUint32(longValueRoot.refcount, true),
      size: view.getUint32(longValueRoot.size, true),
      isEncrypted:
        data.length > longValueRoot.flags && (data[longValueRoot.flags]! & longValueFlag.encrypted) !== 0,
    };
  }

  /** Puts the LID, big endian, in front of the key buffer; returns its width. */
  #setLid(lid: Uint8Array): number {
    if (!lidSizes.some((size) => size === lid.length)) throw corrupted(lid, 'a LID has 4 or 8 bytes');
    for (let i = 0; i < lid.length; i++) this.#key[i] = lid[lid.length - 1 - i]!;
    return lid.length;
  }
}

function join(parts: readonly Uint8Array[], size: number): Uint8Array {
  if (parts.length === 1) return parts[0]!;
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function corrupted(lid: Uint8Array, why: string): JetError {
  const text = Array.from(lid, (byte) => byte.toString(16).padStart(2, '0'))
    .reverse()
    .join('');
  return new JetError('JET_errLVCorrupted', `long value ${text}: ${why}`);
}
