import {
  equalSignatures,
  compareLgpos,
  JetError,
  type LogTime,
  readFields,
  writeFields,
  type FieldTable,
  type FieldValues,
} from '@esekit/core';
import { hasGoodXorChecksum, stampXorChecksum } from '../checksum/xor';
import type { DatabaseHeader } from './header-fields';

/**
 * The trailer page at the end of a streamed backup copy (01 §9.1): the values known when the backup
 * of the database had ended. The header in front of it was read at the beginning.
 *
 * | off | size | field                   |
 * |-----|------|-------------------------|
 * | 0   | 4    | checksum (header form)  |
 * | 40  | 24   | bkinfo                  |
 * | 64  | 28   | signDb                  |
 * | 92  | 28   | signLog                 |
 * | 120 | 4    | lgenMinReq              |
 * | 124 | 4    | lgenMaxReq              |
 * | 128 | 4    | lgenMaxCommitted        |
 * | 132 | 8    | logtimeGenMaxRequired   |
 * | 140 | 8    | logtimeGenMaxCommitted  |
 */
export const trailerFields = {
  bkinfo: [40, 'bkinfo'],
  signDb: [64, 'signature'],
  signLog: [92, 'signature'],
  lgenMinReq: [120, 'u32'],
  lgenMaxReq: [124, 'u32'],
  lgenMaxCommitted: [128, 'u32'],
  logtimeGenMaxRequired: [132, 'logtime'],
  logtimeGenMaxCommitted: [140, 'logtime'],
} as const satisfies FieldTable;

export type Trailer = FieldValues<typeof trailerFields>;

/** Whether the header is that of a streamed backup copy (01 §9.2). */
export function isBackupCopy(header: DatabaseHeader): boolean {
  return header.bkinfoFullCur.genLow !== 0;
}

/** Whether a copy still has its trailer, so that the last page is not a database page. */
export function expectsTrailer(header: DatabaseHeader): boolean {
  return isBackupCopy(header) && header.bkinfoFullCur.genHigh === 0;
}

/** @throws JET_errBadPatchPage when the page's checksum is wrong */
export function decodeTrailer(page: Uint8Array): Trailer {
  if (!hasGoodXorChecksum(page)) {
    throw new JetError('JET_errBadPatchPage', 'the trailer page of the backup copy has a wrong checksum');
  }
  return readFields(trailerFields, page);
}

/** A trailer page of `pageSize` bytes. */
export function encodeTrailer(pageSize: number, trailer: Trailer): Uint8Array {
  const page = new Uint8Array(pageSize);
  writeFields(trailerFields, page, trailer);
  stampXorChecksum(page);
  return page;
}

/**
 * The header fields of a copy after its trailer has been taken over (01 §9.1, steps 2 and 3).
 *
 * @throws JET_errDatabasePatchFileMismatch when the trailer is not of this backup of this database
 */
export function applyTrailer(header: DatabaseHeader, trailer: Trailer): Partial<DatabaseHeader> {
  const { bkinfo } = trailer;
  const fits =
    equalSignatures(trailer.signDb, header.signDb) &&
    equalSignatures(trailer.signLog, header.signLog) &&
    bkinfo.genHigh !== 0 &&
    compareLgpos(bkinfo.lgposMark, header.bkinfoFullCur.lgposMark) === 0;
  if (!fits) {
    throw new JetError('JET_errDatabasePatchFileMismatch', 'the trailer page belongs to another backup');
  }
  const maxRequired = trailer.lgenMaxReq || bkinfo.genHigh;
  const maxCommitted = trailer.lgenMaxCommitted || bkinfo.genHigh;
  const minRequired =
    trailer.lgenMinReq > 0 ? Math.min(trailer.lgenMinReq, header.lGenMinRequired) : header.lGenMinRequired;
  return {
    bkinfoFullCur: { ...header.bkinfoFullCur, genHigh: bkinfo.genHigh },
    lGenMinRequired: minRequired,
    lGenMinConsistent: minRequired,
    lGenPreRedoMinRequired: 0,
    lGenPreRedoMinConsistent: 0,
    ...raised('lGenMaxRequired', 'logtimeGenMaxRequired', header, maxRequired, trailer.logtimeGenMaxRequired),
    ...raised(
      'lGenMaxCommitted',
      'logtimeGenMaxCreate',
      header,
      maxCommitted,
      trailer.logtimeGenMaxCommitted,
    ),
  };
}

function raised(
  generation: 'lGenMaxRequired' | 'lGenMaxCommitted',
  time: 'logtimeGenMaxRequired' | 'logtimeGenMaxCreate',
  header: DatabaseHeader,
  value: number,
  at: LogTime,
): Partial<DatabaseHeader> {
  return value >= header[generation] ? { [generation]: value, [time]: at } : {};
}
