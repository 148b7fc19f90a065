import { JetError } from '@esekit/core';

/** A piece of memory that many byte strings share; it is used again when the last of them is gone. */
export interface Bucket {
  readonly bytes: Uint8Array;
  /** Where the next string goes. */
  end: number;
  /** Bytes of strings that are still needed. */
  cbLive: number;
}

/** A byte string of the arena; `bucket` is `undefined` when there are no bytes. */
export interface Stored {
  bucket: Bucket | undefined;
  at: number;
  cb: number;
}

/** Empty buckets kept for the next string rather than given back. */
const spareMost = 2;

/** Shared by everything that has no bytes. */
const empty = new Uint8Array(0);

/** The bytes in place: they hold until they are released. */
export function storedBytes(stored: Stored): Uint8Array {
  const { bucket, at, cb } = stored;
  return bucket === undefined ? empty : bucket.bytes.subarray(at, at + cb);
}

/** Below this size a loop is faster than a block copy; keys mostly are. */
const cbLoopMost = 32;

function copy(source: Uint8Array, target: Uint8Array, at: number): void {
  if (source.length > cbLoopMost) target.set(source, at);
  else for (let i = 0; i < source.length; i++) target[at + i] = source[i]!;
}

/**
 * Bookmarks and before-images in buckets of one size that are filled one after the other (14 §2.6). Versions end
 * nearly in the order of their making, so whole buckets become free, and no object is made for a string.
 */
export class ByteArena {
  readonly cbBucket: number;
  #current: Bucket;
  readonly #spare: Bucket[] = [];
  #bucketsInUse = 0;
  #cbLive = 0;

  constructor(cbBucket: number) {
    this.cbBucket = cbBucket;
    this.#current = { bytes: new Uint8Array(cbBucket), end: 0, cbLive: 0 };
  }

  /** Buckets that hold something. */
  get bucketsInUse(): number {
    return this.#bucketsInUse;
  }

  /** Bytes of all strings. */
  get cbLive(): number {
    return this.#cbLive;
  }

  /** How many more buckets would hold something after storing two strings of these lengths. */
  bucketsNeeded(cbFirst: number, cbSecond: number): number {
    let room = this.cbBucket - this.#current.end;
    let count = this.#current.cbLive === 0 && cbFirst + cbSecond > 0 ? 1 : 0;
    if (cbFirst > room) {
      count++;
      room = this.cbBucket;
    }
    room -= cbFirst;
    if (cbSecond > room) count++;
    return count;
  }

  /**
   * Stores a copy of `first` followed by `second`.
   *
   * @throws JET_errVersionStoreEntryTooBig
   */
  store(target: Stored, first: Uint8Array, second: Uint8Array = empty): void {
    const cb = first.length + second.length;
    if (cb > this.cbBucket) {
      throw new JetError(
        'JET_errVersionStoreEntryTooBig',
        `keep ${cb} bytes of a version in ${this.cbBucket}`,
      );
    }
    target.cb = cb;
    target.at = 0;
    target.bucket = undefined;
    if (cb === 0) return;
    if (cb > this.cbBucket - this.#current.end) this.#turn();
    const bucket = this.#current;
    copy(first, bucket.bytes, bucket.end);
    copy(second, bucket.bytes, bucket.end + first.length);
    target.bucket = bucket;
    target.at = bucket.end;
    if (bucket.cbLive === 0) this.#bucketsInUse++;
    bucket.end += cb;
    bucket.cbLive += cb;
    this.#cbLive += cb;
  }

  release(stored: Stored): void {
    const { bucket, cb } = stored;
    stored.bucket = undefined;
    stored.cb = 0;
    if (bucket === undefined) return;
    bucket.cbLive -= cb;
    this.#cbLive -= cb;
    if (bucket.cbLive > 0) return;
    bucket.end = 0;
    this.#bucketsInUse--;
    if (bucket !== this.#current && this.#spare.length < spareMost) this.#spare.push(bucket);
  }

  #turn(): void {
    this.#current = this.#spare.pop() ?? { bytes: new Uint8Array(this.cbBucket), end: 0, cbLive: 0 };
  }
}
