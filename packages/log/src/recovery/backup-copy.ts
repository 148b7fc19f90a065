import { type File } from '@esekit/core';
import { applyTrailer, decodeTrailer, expectsTrailer, type HeaderReading } from '@esekit/pages';

/**
 * A database of a streaming backup whose logs were put in place by hand: the trailer behind its last page
 * says which of them it needs (31 §5.3, §9). The trailer page itself goes when the file is cut to its pages.
 *
 * @returns the reading with the header completed; unchanged for every other database
 * @throws JET_errBadPatchPage, JET_errDatabasePatchFileMismatch
 */
export function completeBackupCopy(file: File, reading: HeaderReading): HeaderReading {
  const { header, pageSize } = reading;
  if (!expectsTrailer(header)) return reading;
  const page = new Uint8Array(pageSize);
  const pages = Math.floor(file.sizeSync() / pageSize);
  file.readSync(page, (pages - 1) * pageSize);
  return { ...reading, header: { ...header, ...applyTrailer(header, decodeTrailer(page)) } };
}
