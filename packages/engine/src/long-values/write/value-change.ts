import { JetError, limits } from '@esekit/core';
import type { LongValueChange } from '../../records/write/long-value-store';

const none = new Uint8Array(0);

/** What a change makes of a value, in terms of bytes that are written anew. */
export interface ChangedRange {
  /** Size of the value afterwards. */
  readonly size: number;
  /** Bytes that are not as before, in order: [from, to). */
  readonly from: number;
  readonly to: number;
  /** What stands at `dataAt` afterwards; the rest of the range is zero where there was nothing before. */
  readonly data: Uint8Array;
  readonly dataAt: number;
}

/**
 * @param size of the value before
 * @throws JET_errColumnTooBig; JET_errColumnNoChunk for an overwrite that would leave a hole (12 §3.1)
 */
export function changedRange(change: LongValueChange, size: number): ChangedRange {
  const range = rangeOf(change, size);
  if (range.size > limits.longValueBytesMost) {
    throw new JetError('JET_errColumnTooBig', `a long value of ${range.size} bytes`);
  }
  return range;
}

function rangeOf(change: LongValueChange, size: number): ChangedRange {
  switch (change.kind) {
    case 'append':
      return put(size, change.data, size + change.data.length);
    case 'overwrite': {
      const { at, data, cuts } = change;
      if (at > size) {
        throw new JetError('JET_errColumnNoChunk', `overwrite at ${at} of a value of ${size} bytes`);
      }
      const end = at + data.length;
      return put(at, data, cuts ? end : Math.max(size, end));
    }
    case 'resize':
      return {
        size: change.size,
        from: Math.min(size, change.size),
        to: change.size,
        data: none,
        dataAt: change.size,
      };
  }
}

function put(at: number, data: Uint8Array, size: number): ChangedRange {
  return { size, from: at, to: at + data.length, data, dataAt: at };
}
