import { eccChecksum, equalEccChecksums, readEccChecksum, writeEccChecksum } from '../checksum/ecc';
import { viewOf, writeFields } from '@esekit/core';
import { dbtimeSpecial } from '../page/page-layout';
import {
  flushMapChecksumFlag,
  flushMapDataOffset,
  flushMapPageFields,
  flushMapPageSize,
  flushMapPagesPerPage,
} from './flush-map-layout';

/** Whether data page `n` has a right checksum; the page number is part of it. */
export function isGoodFlushMapPage(page: Uint8Array, n: number): boolean {
  return equalEccChecksums(readEccChecksum(page, 0), eccChecksum(page, n, 'header'));
}

/** Highest dbtime of any page recorded here; all ones when new. Asked for at every read of a page. */
export function flushMapDbtimeMax(page: Uint8Array): bigint {
  return viewOf(page).getBigUint64(flushMapPageFields.dbtimeMax[0], true);
}

/** The flush type recorded for a database page: 0 unknown, 1 to 3. */
export function flushMapState(page: Uint8Array, pgno: number): number {
  const slot = pgno % flushMapPagesPerPage;
  return (page[flushMapDataOffset + (slot >> 2)]! >> (6 - 2 * (slot & 3))) & 3;
}

export function setFlushMapState(page: Uint8Array, pgno: number, state: number): void {
  const slot = pgno % flushMapPagesPerPage;
  const at = flushMapDataOffset + (slot >> 2);
  const shift = 6 - 2 * (slot & 3);
  page[at] = (page[at]! & ~(3 << shift)) | ((state & 3) << shift);
}

/** A data page that knows nothing: all states unknown. Not stamped. */
export function createFlushMapPage(n: number): Uint8Array {
  const page = new Uint8Array(flushMapPageSize);
  writeFields(flushMapPageFields, page, {
    dbtimeMax: dbtimeSpecial.nil,
    fmpgno: n,
    flags: flushMapChecksumFlag,
  });
  return page;
}

/** Raises dbtimeMax for a page written with `dbtime`. */
export function raiseFlushMapDbtime(page: Uint8Array, dbtime: bigint): void {
  const known = flushMapDbtimeMax(page);
  if (known === dbtimeSpecial.nil || dbtime > known) {
    viewOf(page).setBigUint64(flushMapPageFields.dbtimeMax[0], dbtime, true);
  }
}

/** Stamps the checksum of data page `n` before it is written. */
export function stampFlushMapPage(page: Uint8Array, n: number): void {
  writeEccChecksum(page, 0, eccChecksum(page, n, 'header'));
}
