import { JetError, type EventSink } from '@esekit/core';
import {
  correctedPage,
  pageOffset,
  verifyOpenDatabase,
  type DatabasePiece,
  type DatabaseVerification,
} from '@esekit/pages';
import type { Transfer, TransferResult } from './transfer-options';
import { WriteBehind } from './write-behind';

export interface DatabaseTransferResult extends TransferResult {
  readonly verification: DatabaseVerification;
}

/**
 * Takes a database through memory once: every page is verified on the way. A single wrong bit is put
 * right in what is passed on; pages beyond the owned range are passed on as they are.
 *
 * @throws the error of the first damaged page that cannot be put right, or of the file as a whole
 */
export async function transferDatabase(transfer: Transfer): Promise<DatabaseTransferResult> {
  const { source, target, digest } = transfer;
  const output = new WriteBehind(target);
  let end = 0;
  try {
    const verification = await verifyOpenDatabase(source, {
      onProgress: transfer.onProgress,
      onEvent: transfer.onEvent,
      signal: transfer.signal,
      async tap(piece) {
        if (piece.position === 0) {
          repairHeaders(piece);
          reportHeaders(source.path, piece, transfer.onEvent);
        }
        repairPages(source.path, piece);
        // Written first, so that the disk is at work while the digest is.
        await output.write(piece.bytes, piece.position);
        digest.update(piece.bytes);
        end = piece.position + piece.bytes.length;
      },
    });
    await output.finish();
    const [problem] = verification.problems;
    if (problem) throw new JetError(problem.error, `${source.path}: ${problem.text}`);
    return { bytes: end, digest: digest.hex(), verification };
  } finally {
    await output.settle();
  }
}

/** Both copies become the intact one. */
function repairHeaders({ bytes, reading }: DatabasePiece): void {
  // In a file that is cut off the second copy may be a part; that the file is cut is reported later.
  for (let at = 0; at < bytes.length; at += reading.pageSize) {
    bytes.set(reading.image.subarray(0, bytes.length - at), at);
  }
}

function reportHeaders(path: string, { reading }: DatabasePiece, onEvent: EventSink | undefined): void {
  const { pageSize: size, copies } = reading;
  for (const { copy, checksum } of copies) {
    if (checksum === 'good') continue;
    const text = `the ${copy} copy of the header is damaged or differs from the other; the intact one is used`;
    const offset = copy === 'primary' ? 0 : size;
    onEvent?.({ kind: 'damage', path, offset, size, error: 'JET_errReadVerifyFailure', text });
  }
}

function repairPages(path: string, { bytes, position, reading, damage }: DatabasePiece): void {
  for (const { page: pgno, ...damaged } of damage) {
    if (damaged.beyondOwned) continue;
    if (!damaged.correctable) throw new JetError(damaged.error, `${path}: page ${pgno}: ${damaged.text}`);
    const at = pageOffset(pgno, reading.pageSize) - position;
    const page = bytes.subarray(at, at + reading.pageSize);
    page.set(correctedPage(page, pgno)!);
  }
}
