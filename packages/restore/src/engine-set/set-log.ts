import { JetError, type FileSystem, type Signature } from '@esekit/core';
import { checkLogHeader, logHeaderSize, type LogHeader } from '@esekit/log';
import type { RestoreEvents } from './restore-events';

export interface SetLogExpectations {
  readonly signLog?: Signature | undefined;
  readonly pageSize?: number | undefined;
}

/**
 * Reads the header of one log.
 *
 * @throws JET_errFileNotFound without an event; any failure of the header (20 §3.2) with event 412
 */
export function readSetLog(
  fs: FileSystem,
  path: string,
  expectations: SetLogExpectations,
  events: RestoreEvents,
): LogHeader {
  const file = fs.openSync(path, 'read');
  try {
    const size = file.sizeSync();
    const bytes = new Uint8Array(logHeaderSize);
    if (file.readSync(bytes, 0) < logHeaderSize) {
      const name = size === 0 ? 'JET_errFileIOBeyondEOF' : 'JET_errLogFileSizeMismatch';
      throw new JetError(name, `${path}: ${size} bytes hold no log header`);
    }
    const { signLog, pageSize } = expectations;
    const verdict = checkLogHeader(bytes, {
      fileSize: size,
      ...(signLog === undefined ? {} : { signLog }),
      ...(pageSize === undefined ? {} : { pageSize }),
    });
    if (verdict.state === 'bad') throw new JetError(verdict.error, `${path}: ${verdict.text}`);
    return verdict.header;
  } catch (error) {
    if (JetError.isInstance(error)) {
      events.write(412, `the header of ${path} cannot be used: ${error.message}`, path, error.code);
    }
    throw error;
  } finally {
    file.closeSync();
  }
}
