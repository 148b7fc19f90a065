import { JetError, type File, type Signature } from '@esekit/core';
import { hasGoodXorChecksum } from '../checksum/xor';
import { run, runSync, type FileProgram } from '../file-program';
import { updateHeaderImage } from './database-header';
import type { DatabaseHeader } from './header-fields';
import type { HeaderReading } from './header-copies';

/**
 * Writes both header copies (01 §10.1): the primary one completely first, then the shadow, then a
 * sync. So at any crash one copy is intact, and when both are, the primary one is the newer.
 *
 * @param signDbHdrFlush a fresh signature; pairs the header with the flush map (02 §9.3)
 */
export async function writeDatabaseHeader(
  file: File,
  image: Uint8Array,
  changes: Partial<DatabaseHeader>,
  signDbHdrFlush: Signature,
): Promise<void> {
  updateHeaderImage(image, { ...changes, signDbHdrFlush });
  await run(file, writingBothCopies(image));
}

/** As {@link writeDatabaseHeader}, without waiting. */
export function writeDatabaseHeaderSync(
  file: File,
  image: Uint8Array,
  changes: Partial<DatabaseHeader>,
  signDbHdrFlush: Signature,
): void {
  updateHeaderImage(image, { ...changes, signDbHdrFlush });
  runSync(file, writingBothCopies(image));
}

/**
 * Rewrites a damaged copy from the intact one, byte for byte.
 *
 * @throws JET_errInternalError when the reading holds no intact image
 */
export async function repairHeaderCopies(file: File, reading: HeaderReading): Promise<void> {
  await run(file, rewritingBadCopies(reading));
}

/** As {@link repairHeaderCopies}, without waiting. */
export function repairHeaderCopiesSync(file: File, reading: HeaderReading): void {
  runSync(file, rewritingBadCopies(reading));
}

function* rewritingBadCopies({ image, copies, pageSize }: HeaderReading): FileProgram<void> {
  if (!hasGoodXorChecksum(image)) {
    throw new JetError('JET_errInternalError', 'a header copy can only be rewritten from an intact one');
  }
  const [primary, shadow] = copies;
  if (primary.checksum === 'bad') yield { do: 'write', source: image, position: 0 };
  if (shadow.checksum === 'bad') yield { do: 'write', source: image, position: pageSize };
  yield { do: 'sync' };
}

function* writingBothCopies(image: Uint8Array): FileProgram<void> {
  yield { do: 'write', source: image, position: 0 };
  // Without this sync the system may order the two writes as it likes, and tear both.
  yield { do: 'sync' };
  yield { do: 'write', source: image, position: image.length };
  yield { do: 'sync' };
}
