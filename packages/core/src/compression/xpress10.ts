import { truncated } from './damage';

/**
 * Scheme 6 (12 §5.5): only the header is known, the payload is that of a hardware codec.
 *
 * | field             | size | offset |                              |
 * |-------------------|------|--------|------------------------------|
 * | header            | 1    | 0      | 0x30                         |
 * | uncompressed size | 2    | 1      |                              |
 * | crc32c            | 4    | 3      | of the uncompressed bytes    |
 * | crc64             | 8    | 7      | of the payload               |
 */
export interface Xpress10Header {
  readonly size: number;
  readonly crc32c: number;
  readonly crc64: bigint;
  readonly payload: Uint8Array;
}

const xpress10HeaderSize = 15;

/**
 * What can be said about a value of scheme 6, for dumps and repair.
 *
 * @throws JET_errDecompressionFailed when the header is cut off
 */
export function readXpress10Header(stored: Uint8Array): Xpress10Header {
  if (stored.length < xpress10HeaderSize) throw truncated();
  const view = new DataView(stored.buffer, stored.byteOffset, stored.length);
  return {
    size: view.getUint16(1, true),
    crc32c: view.getUint32(3, true),
    crc64: view.getBigUint64(7, true),
    payload: stored.subarray(xpress10HeaderSize),
  };
}
