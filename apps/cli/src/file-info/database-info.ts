import { JetError, type File } from '@esekit/core';
import {
  chooseHeader,
  databaseStateName,
  dbstate,
  decodeTrailer,
  expectsTrailer,
  hasGoodXorChecksum,
  lastOwnedPage,
  pageCount,
  pageOffset,
  unreadableHeaderError,
  type HeaderReading,
} from '@esekit/pages';
import { readingInput } from '../failure';
import type { HeaderInfo, InfoProblem } from './header-info';

/** The header of a database, the trailer of a backup copy, and whether the file is cut short. */
export async function databaseInfo(file: File, head: Uint8Array, size: number): Promise<HeaderInfo> {
  const reading = intactHeader(file.path, head);
  if (reading instanceof JetError) {
    return {
      headers: [
        { copy: 'primary', checksum: 'bad' },
        { copy: 'shadow', checksum: 'bad' },
      ],
      pageSize: null,
      state: null,
      header: null,
      problems: [{ error: reading.name, text: 'neither copy of the header is intact' }],
    };
  }
  const { header, pageSize, copies } = reading;
  const problems: InfoProblem[] = [];
  for (const { copy, checksum } of copies) {
    if (checksum === 'good') continue;
    problems.push({ error: 'JET_errReadVerifyFailure', text: `the ${copy} header copy is damaged` });
  }
  const cut = await truncation(file, reading, size);
  if (cut !== undefined) problems.push(cut);
  const details = { headers: copies, pageSize, state: databaseStateName(header.dbstate), header, problems };
  if (!expectsTrailer(header)) return details;
  const trailer = await readTrailer(file, pageSize, size);
  if (trailer === null) {
    problems.push({
      error: 'JET_errBadPatchPage',
      text: 'the trailer page of the backup copy is damaged or gone',
    });
  }
  return { ...details, trailer };
}

function intactHeader(path: string, head: Uint8Array): HeaderReading | JetError {
  try {
    return chooseHeader(head, path);
  } catch (error) {
    if (!JetError.isInstance(error)) throw error;
    return error.name === 'JET_errReadVerifyFailure' ? unreadableHeaderError(head, path) : error;
  }
}

/** How a file shows that its end is missing. What a dirty database owns is known after recovery only. */
async function truncation(
  file: File,
  reading: HeaderReading,
  size: number,
): Promise<InfoProblem | undefined> {
  const { header, pageSize } = reading;
  const damage = (text: string): InfoProblem => ({ error: 'JET_errDatabaseCorrupted', text });
  if (size % pageSize !== 0) {
    return damage(`the file size ${size} is not a multiple of the page size ${pageSize}`);
  }
  if (header.dbstate !== dbstate.cleanShutdown) return undefined;
  const inFile = Math.max(0, pageCount(size, pageSize) - (expectsTrailer(header) ? 1 : 0));
  try {
    const owned = await lastOwnedPage(file, pageSize);
    if (owned <= inFile) return undefined;
    return damage(`the file ends at page ${inFile}, but the database owns ${owned}: it is truncated`);
  } catch (error) {
    if (!JetError.isInstance(error) || readingInput.includes(error.name)) throw error;
    return { error: error.name, text: `owned range: ${error.message}` };
  }
}

async function readTrailer(file: File, pageSize: number, size: number): Promise<HeaderInfo['header']> {
  const page = new Uint8Array(pageSize);
  await file.read(page, pageOffset(pageCount(size, pageSize), pageSize));
  return hasGoodXorChecksum(page) ? decodeTrailer(page) : null;
}
