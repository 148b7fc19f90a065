import { JetError, limits, type File } from '@esekit/core';
import { checkReadableVersion } from '../header/format-version';
import { chooseHeader, type HeaderReading } from '../header/header-copies';
import { unreadableHeaderError } from '../header/unreadable-header';

/**
 * The header of a database that is about to be read as a whole: an intact copy of a version this
 * package reads.
 *
 * @throws JET_errDatabaseCorrupted when no copy is intact, and the version errors of 01 §5 and §6
 */
export async function readHeaderForVerification(file: File): Promise<HeaderReading> {
  const start = new Uint8Array(2 * limits.pageSizeMost);
  const length = await file.read(start, 0);
  const reading = readOrExplain(start.subarray(0, length), file.path);
  checkReadableVersion(reading.header, reading.pageSize);
  return reading;
}

function readOrExplain(start: Uint8Array, path: string): HeaderReading {
  try {
    return chooseHeader(start, path);
  } catch (error) {
    if (JetError.isInstance(error) && error.name === 'JET_errReadVerifyFailure') {
      throw unreadableHeaderError(start, path);
    }
    throw error;
  }
}
