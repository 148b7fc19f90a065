import { JetError, viewOf } from '@esekit/core';
import { pageRecord } from '../../records/layouts';
import type { LogRecord } from '../../records/log-record';

/** Bytes of all open macros of a replay: the deepest tree that splits with raw images has 300 KiB. */
export const openMacroBytesMost = 256 << 20;
/** Macros that one session may have open: space trees nest, and no deeper than trees do. */
export const openMacrosMost = 64;
/** Macros that are kept for use again. */
const poolSize = 16;
/** Memory that a macro which is kept may hold. */
const bytesKept = 1 << 18;

const wordsPerRecord = 5;

/**
 * The records between MacroBegin and MacroCommit (23 §4.4): copied when they come, and replayed together.
 * Objects are used again, so that a macro allocates nothing once the buffers are large enough.
 */
export class OpenMacro {
  dbtime = 0;
  #bytes = new Uint8Array(4096);
  #cb = 0;
  /** Of each record: offset and size in the bytes, lGeneration, isec, ib. */
  #places = new Int32Array(16 * wordsPerRecord);
  #count = 0;
  #dbid = 0;

  get count(): number {
    return this.#count;
  }

  begin(dbtime: number): void {
    this.dbtime = dbtime;
    this.#cb = 0;
    this.#count = 0;
  }

  /** The database that all of its records are for. */
  get dbid(): number {
    return this.#dbid;
  }

  /** Bytes of its records. */
  get size(): number {
    return this.#cb;
  }

  /** @throws JET_errLogFileCorrupt when the record is for another database than those before it */
  add(record: LogRecord): void {
    const { bytes: source, offset, size } = record;
    const dbid = source[offset + pageRecord.dbid]!;
    if (this.#count > 0 && dbid !== this.#dbid) {
      throw new JetError('JET_errLogFileCorrupt', `a macro is for databases ${this.#dbid} and ${dbid}`);
    }
    this.#dbid = dbid;
    this.#reserve(size);
    const to = this.#cb;
    const bytes = this.#bytes;
    for (let i = 0; i < size; i++) bytes[to + i] = source[offset + i]!;
    this.#cb = to + size;
    const at = this.#count * wordsPerRecord;
    this.#places[at] = to;
    this.#places[at + 1] = size;
    this.#places[at + 2] = record.lGeneration;
    this.#places[at + 3] = record.isec;
    this.#places[at + 4] = record.ib;
    this.#count++;
  }

  typeOf(index: number): number {
    return this.#bytes[this.#places[index * wordsPerRecord]!]!;
  }

  /** Record `index`; valid until the macro is used again. */
  record(index: number): LogRecord {
    const at = index * wordsPerRecord;
    return {
      type: this.typeOf(index),
      size: this.#places[at + 1]!,
      lGeneration: this.#places[at + 2]!,
      isec: this.#places[at + 3]!,
      ib: this.#places[at + 4]!,
      bytes: this.#bytes,
      view: viewOf(this.#bytes),
      offset: this.#places[at]!,
    };
  }

  giveBack(pool: OpenMacro[]): void {
    if (pool.length < poolSize && this.#bytes.length <= bytesKept) pool.push(this);
  }

  #reserve(size: number): void {
    const needed = this.#cb + size;
    if (needed > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(needed, 2 * this.#bytes.length));
      grown.set(this.#bytes.subarray(0, this.#cb));
      this.#bytes = grown;
    }
    if ((this.#count + 1) * wordsPerRecord > this.#places.length) {
      const grown = new Int32Array(2 * this.#places.length);
      grown.set(this.#places);
      this.#places = grown;
    }
  }
}
