import { hasGoodXorChecksum, pageOffset, stampPageChecksum, stampXorChecksum } from '@esekit/pages';
import { pageSize } from './sample';

/** Copies of a file with one thing changed. */

export function withBitFlipped(bytes: Uint8Array, offset: number, bit = 0): Uint8Array {
  return changed(bytes, (copy) => (copy[offset]! ^= 1 << bit));
}

/** Several bytes of one page: more than a checksum can put right. */
export function withPageSpoiled(bytes: Uint8Array, pgno: number): Uint8Array {
  return changed(bytes, (copy) => {
    const at = pageOffset(pgno, pageSize);
    for (let i = 0; i < 64; i++) copy[at + 200 + i]! ^= 0x35 + i;
  });
}

/** One byte in the last, unused part of a page, with a checksum that fits again. */
export function withPageForged(bytes: Uint8Array, pgno: number): Uint8Array {
  return changed(bytes, (copy) => {
    const at = pageOffset(pgno, pageSize);
    const page = copy.subarray(at, at + pageSize);
    page[8]! ^= 1;
    stampPageChecksum(page, pgno);
  });
}

/** A header field of both copies, with checksums that fit. */
export function withHeaderField(bytes: Uint8Array, offset: number, value: number): Uint8Array {
  return changed(bytes, (copy) => {
    for (const at of [0, pageSize]) {
      const header = copy.subarray(at, at + pageSize);
      new DataView(header.buffer, header.byteOffset).setUint32(offset, value, true);
      stampXorChecksum(header);
    }
  });
}

/** Offsets of header fields that tests change. */
export const headerField = { dbstate: 52, bkinfoFullCurGenLow: 200 } as const;

export function extended(bytes: Uint8Array, more: number): Uint8Array {
  const longer = new Uint8Array(bytes.length + more);
  longer.set(bytes);
  return longer;
}

/** Which of the two header copies have a checksum that fits. */
export function headerCopies(bytes: Uint8Array): boolean[] {
  return [0, pageSize].map((at) => hasGoodXorChecksum(bytes.slice(at, at + pageSize)));
}

function changed(bytes: Uint8Array, change: (copy: Uint8Array) => void): Uint8Array {
  const copy = bytes.slice();
  change(copy);
  return copy;
}
