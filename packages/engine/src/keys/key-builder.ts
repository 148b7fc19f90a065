import { JetError } from '@esekit/core';
import { keyMostLimit } from './index-definition';

/** Prefix bytes of a segment (13 §3). */
export const prefix = { null: 0x00, zeroLength: 0x40, data: 0x7f, nullHigh: 0xc0 } as const;

/**
 * The buffer in which one key after another is put together, so that building a key allocates nothing.
 * Bytes go into the segment that was begun last; what does not fit is dropped and remembered in
 * `hasOverflow`, because what cutting means is the business of the key, not of a segment.
 */
export class KeyBuilder {
  /** One byte more than the longest key: the sentinel of a search key (13 §2.1). */
  readonly bytes = new Uint8Array(keyMostLimit + 1);
  length = 0;
  keyMost = 0;
  /** A segment was cut for lack of key space: later segments add nothing (13 §2). */
  truncated = false;
  /** Where the segment in work must end. */
  segmentEnd = 0;
  /** The segment in work lost bytes. */
  hasOverflow = false;
  #view = this.bytes.subarray(0, 0);

  reset(keyMost: number): void {
    if (!(keyMost >= 1 && keyMost <= keyMostLimit)) {
      throw new JetError('JET_errIndexInvalidDef', `build a key with KeyMost ${keyMost}`);
    }
    this.keyMost = keyMost;
    this.length = 0;
    this.truncated = false;
  }

  /** Starts a segment of at most `most` bytes. */
  beginSegment(most: number): void {
    this.segmentEnd = Math.min(this.length + most, this.keyMost);
    this.hasOverflow = false;
  }

  put(byte: number): void {
    if (this.length < this.segmentEnd) this.bytes[this.length++] = byte;
    else this.hasOverflow = true;
  }

  /** Ends the segment that began at `start`; only a lack of key space makes the key truncated. */
  endSegment(start: number, descending: boolean): void {
    if (descending) this.complement(start);
    if (this.hasOverflow && this.segmentEnd === this.keyMost) this.truncated = true;
  }

  /** The key so far, a view that the next key overwrites. Keys mostly have one length, so it is kept. */
  view(): Uint8Array {
    if (this.#view.length !== this.length) this.#view = this.bytes.subarray(0, this.length);
    return this.#view;
  }

  /** The key so far, to keep. */
  copy(): Uint8Array {
    return this.bytes.slice(0, this.length);
  }

  private complement(start: number): void {
    for (let i = start; i < this.length; i++) this.bytes[i] = ~this.bytes[i]! & 0xff;
  }
}
