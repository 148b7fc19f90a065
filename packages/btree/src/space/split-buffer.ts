import { limits, viewOf } from '@esekit/core';
import { splitBufferSize } from './extent';

/** Pages that a space tree keeps for its own splits: those up to `pgnoLast`. */
export interface SplitBufferEntry {
  /** Says nothing when there are no pages; it may be any number then. */
  readonly pgnoLast: number;
  readonly cpg: number;
}

export type SplitBuffer = readonly [SplitBufferEntry, SplitBufferEntry];

const entrySize = 8;
const noEntry: SplitBufferEntry = { pgnoLast: 0, cpg: 0 };

/**
 * Tag 0 of a space tree's root (04 §5): two entries { pgnoLast u32, cpg u32 }. Very old roots have an empty
 * tag, which means two empty entries.
 *
 * @returns `undefined` when it is no split buffer, or a page of it cannot be
 */
export function decodeSplitBuffer(header: Uint8Array): SplitBuffer | undefined {
  if (header.length === 0) return [noEntry, noEntry];
  if (header.length !== splitBufferSize) return undefined;
  const first = decodeEntry(header, 0);
  const second = decodeEntry(header, entrySize);
  return first && second && [first, second];
}

function decodeEntry(header: Uint8Array, at: number): SplitBufferEntry | undefined {
  const view = viewOf(header);
  const pgnoLast = view.getUint32(at, true);
  const cpg = view.getUint32(at + 4, true);
  return cpg === 0 || (cpg <= pgnoLast && pgnoLast <= limits.pgnoMost) ? { pgnoLast, cpg } : undefined;
}

export function encodeSplitBuffer(buffer: SplitBuffer): Uint8Array {
  const bytes = new Uint8Array(splitBufferSize);
  const view = viewOf(bytes);
  for (const [i, { pgnoLast, cpg }] of buffer.entries()) {
    view.setUint32(i * entrySize, pgnoLast, true);
    view.setUint32(i * entrySize + 4, cpg, true);
  }
  return bytes;
}

/** Pages in a buffer that the file has. */
export function pagesInBuffer(buffer: SplitBuffer, pageCount: number): number {
  return usable(buffer[0], pageCount) + usable(buffer[1], pageCount);
}

function usable({ pgnoLast, cpg }: SplitBufferEntry, pageCount: number): number {
  return pgnoLast <= pageCount ? cpg : 0;
}

/**
 * The next page of a buffer and what is left: of the entry with fewer pages, the first one of two that have
 * equally many (04 §5).
 */
export function takeFromBuffer(
  buffer: SplitBuffer,
  pageCount: number,
): { readonly pgno: number; readonly rest: SplitBuffer } | undefined {
  const [first, second] = buffer;
  const [inFirst, inSecond] = [usable(first, pageCount), usable(second, pageCount)];
  if (inFirst === 0 && inSecond === 0) return undefined;
  const isSecond = inFirst === 0 || (inSecond !== 0 && inSecond < inFirst);
  const { pgnoLast, cpg } = isSecond ? second : first;
  const left: SplitBufferEntry = { pgnoLast, cpg: cpg - 1 };
  return { pgno: pgnoLast - cpg + 1, rest: isSecond ? [first, left] : [left, second] };
}

/** A buffer with one more extent, and what it replaces: the entry with fewer pages (04 §5). */
export function addToBuffer(
  [first, second]: SplitBuffer,
  entry: SplitBufferEntry,
): { readonly buffer: SplitBuffer; readonly replaced: SplitBufferEntry } {
  return second.cpg < first.cpg
    ? { buffer: [first, entry], replaced: second }
    : { buffer: [entry, second], replaced: first };
}
