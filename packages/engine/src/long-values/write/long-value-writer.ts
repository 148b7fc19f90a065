import { JetError, limits, viewOf } from '@esekit/core';
import { compress } from '@esekit/core/compression';
import type { LongValueChange, LongValueStore } from '../../records/write/long-value-store';
import { UndecodedValue } from '../../values/undecoded-value';
import type { LidCounter } from '../lid-counter';
import { chunkOffsetSize, longValueRoot } from '../long-value-format';
import { LongValueReader, type LongValueRoot } from '../long-value-reader';
import type { ChangeableNodes } from './changeable-nodes';
import { changedRange, type ChangedRange } from './value-change';

export interface LongValueWriterOptions {
  readonly nodes: ChangeableNodes;
  readonly lids: LidCounter;
  /** Bytes of a full chunk (12 §2.1). */
  readonly chunkSize: number;
  /** Whether XPRESS may be used: the database has update 0xF. Default true. */
  readonly allowsXpress?: boolean | undefined;
  /** JET_paramMinDataForXpress. Default 1024. */
  readonly xpressBytesLeast?: number | undefined;
}

const none = new Uint8Array(0);

/**
 * The separated long values of a table as one session changes them (12 §2). A value is worked on chunk by
 * chunk, so memory does not grow with it; what is changed is versioned, so a rollback takes it back.
 */
export class LongValueWriter implements LongValueStore {
  readonly #nodes: ChangeableNodes;
  readonly #lids: LidCounter;
  readonly #reader: LongValueReader;
  readonly #chunkSize: number;
  readonly #compression: { readonly allowsXpress?: boolean; readonly xpressBytesLeast?: number };
  /** LID in big endian, and the offset of a chunk behind it. */
  readonly #keyBytes = new Uint8Array(8 + chunkOffsetSize);
  readonly #piece: Uint8Array;
  readonly #root = new Uint8Array(longValueRoot.sizeLeast);

  constructor({ nodes, lids, chunkSize, allowsXpress, xpressBytesLeast }: LongValueWriterOptions) {
    if (chunkSize < 1 || chunkSize > limits.pageSizeMost) {
      throw new JetError('JET_errInvalidLVChunkSize', `write chunks of ${chunkSize} bytes`);
    }
    this.#nodes = nodes;
    this.#lids = lids;
    this.#reader = new LongValueReader(nodes, chunkSize);
    this.#chunkSize = chunkSize;
    this.#compression = {
      ...(allowsXpress === undefined ? {} : { allowsXpress }),
      ...(xpressBytesLeast === undefined ? {} : { xpressBytesLeast }),
    };
    this.#piece = new Uint8Array(chunkSize);
  }

  get lidSize(): 4 | 8 {
    return this.#lids.lidSize;
  }

  create(value: Uint8Array, compresses: boolean): Uint8Array {
    const lid = this.#newLid();
    const range = { size: value.length, from: 0, to: value.length, data: value, dataAt: 0 };
    this.#writeNew(lid, range, undefined, compresses);
    return lid;
  }

  /**
   * A value that several records share is copied first, and loses one reference (12 §2.3).
   *
   * @throws JET_errColumnTooBig, JET_errColumnNoChunk, JET_errLVCorrupted, JET_errDecompressionFailed,
   *   JET_errWriteConflict
   */
  change(lid: Uint8Array, change: LongValueChange, compresses: boolean): Uint8Array {
    const root = this.#readRoot(lid);
    const range = changedRange(change, root.size);
    if (range.size === root.size && range.from === range.to) return lid;
    if (root.refcount > 1) {
      const copy = this.#newLid();
      this.#writeNew(copy, range, { lid, size: root.size }, compresses);
      this.release(lid);
      return copy;
    }
    // A reference that another session has added, or is about to add, would share what is changed here.
    this.#nodes.lock(this.#rootKey(lid));
    this.#changeInPlace(lid, root.size, range, compresses);
    return lid;
  }

  release(lid: Uint8Array): void {
    this.#nodes.addDelta(this.#rootKey(lid), -1);
  }

  addReference(lid: Uint8Array): void {
    this.#nodes.addDelta(this.#rootKey(lid), 1);
  }

  size(lid: Uint8Array): number {
    return this.#reader.root(lid).size;
  }

  read(lid: Uint8Array): Uint8Array {
    return decoded(this.#reader.read(lid));
  }

  #newLid(): Uint8Array {
    return this.#lids.next(() => this.#nodes.lastKey());
  }

  #readRoot(lid: Uint8Array): LongValueRoot {
    const root = this.#reader.root(lid);
    if (!root.isEncrypted) return root;
    throw new JetError('JET_errColumnNoEncryptionKey', 'change a long value that is encrypted');
  }

  /** The first chunk goes before the root, which makes the value be there. */
  #writeNew(
    lid: Uint8Array,
    range: ChangedRange,
    old: { readonly lid: Uint8Array; readonly size: number } | undefined,
    compresses: boolean,
  ): void {
    const { size } = range;
    for (let offset = 0; offset === 0 || offset < size; offset += this.#chunkSize) {
      if (offset < size) {
        const before = old === undefined ? none : this.#chunkBefore(old.lid, offset, old.size);
        const stored = this.#storedForm(range, offset, before, compresses);
        this.#nodes.insert(this.#chunkKey(lid, offset), stored);
      }
      if (offset === 0) this.#nodes.insert(this.#rootKey(lid), this.#rootData(1, size));
    }
  }

  #changeInPlace(lid: Uint8Array, sizeBefore: number, range: ChangedRange, compresses: boolean): void {
    const { size } = range;
    const chunk = this.#chunkSize;
    // A chunk that is not full says by its length whether it is compressed, so the last one follows the size.
    const to = size === sizeBefore ? range.to : size;
    for (let offset = range.from - (range.from % chunk); offset < to; offset += chunk) {
      const before = this.#chunkBefore(lid, offset, sizeBefore);
      const stored = this.#storedForm(range, offset, before, compresses);
      const key = this.#chunkKey(lid, offset);
      if (offset < sizeBefore) this.#nodes.replace(key, stored);
      else this.#nodes.insert(key, stored);
    }
    for (let offset = Math.ceil(size / chunk) * chunk; offset < sizeBefore; offset += chunk) {
      this.#nodes.remove(this.#chunkKey(lid, offset));
    }
    if (size !== sizeBefore) this.#nodes.replace(this.#rootKey(lid), this.#rootData(1, size));
  }

  #chunkBefore(lid: Uint8Array, offset: number, size: number): Uint8Array {
    return offset < size ? decoded(this.#reader.readChunk(lid, offset, size)) : none;
  }

  /** The chunk at `offset` after the change, as it is stored; valid until the next one. */
  #storedForm(range: ChangedRange, offset: number, before: Uint8Array, compresses: boolean): Uint8Array {
    const { data, dataAt, size } = range;
    const length = Math.min(this.#chunkSize, size - offset);
    const piece = this.#piece.subarray(0, length);
    const kept = Math.min(before.length, length);
    piece.set(before.subarray(0, kept));
    piece.fill(0, kept);
    const from = Math.max(dataAt, offset);
    const to = Math.min(dataAt + data.length, offset + length);
    if (from < to) piece.set(data.subarray(from - dataAt, to - dataAt), from - offset);
    if (!compresses) return piece;
    return compress(piece, { ...this.#compression, isChunk: true }) ?? piece;
  }

  #rootData(refcount: number, size: number): Uint8Array {
    const view = viewOf(this.#root);
    view.setUint32(longValueRoot.refcount, refcount, true);
    view.setUint32(longValueRoot.size, size, true);
    return this.#root;
  }

  #rootKey(lid: Uint8Array): Uint8Array {
    for (let i = 0; i < lid.length; i++) this.#keyBytes[i] = lid[lid.length - 1 - i]!;
    return this.#keyBytes.subarray(0, lid.length);
  }

  #chunkKey(lid: Uint8Array, offset: number): Uint8Array {
    this.#rootKey(lid);
    viewOf(this.#keyBytes).setUint32(lid.length, offset);
    return this.#keyBytes.subarray(0, lid.length + chunkOffsetSize);
  }
}

function decoded(value: Uint8Array | UndecodedValue): Uint8Array {
  if (!(value instanceof UndecodedValue)) return value;
  throw new JetError('JET_errDecompressionFailed', `change a long value of which ${value.note}`);
}
