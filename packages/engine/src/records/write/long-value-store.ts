/** A change of a separated value that leaves a part of it. */
export type LongValueChange =
  | { readonly kind: 'append'; readonly data: Uint8Array }
  | { readonly kind: 'overwrite'; readonly at: number; readonly data: Uint8Array; readonly cuts: boolean }
  | { readonly kind: 'resize'; readonly size: number };

/**
 * The tree of a table's long values, as the record builder sees it (12 §2). LIDs are as a record holds them:
 * 4 or 8 bytes, little endian.
 */
export interface LongValueStore {
  /** Bytes of the LIDs of new values: 8 from update 70 on. */
  readonly lidSize: 4 | 8;
  /** Stores a new value and returns its LID. */
  create(value: Uint8Array, compresses: boolean): Uint8Array;
  /** Changes a value; returns its LID, which is another one when the value was shared (12 §2.3). */
  change(lid: Uint8Array, change: LongValueChange, compresses: boolean): Uint8Array;
  /** Takes one reference away. */
  release(lid: Uint8Array): void;
  /** Adds one reference. */
  addReference(lid: Uint8Array): void;
  /** Logical size in bytes. */
  size(lid: Uint8Array): number;
  read(lid: Uint8Array): Uint8Array;
}
