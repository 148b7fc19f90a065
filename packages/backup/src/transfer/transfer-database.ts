import { JetError } from '@esekit/core';
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
        repairHeaders(piece);
        repairPages(source.path, piece);
        digest.update(piece.bytes);
        await output.write(piece.bytes, piece.position);
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
function repairHeaders({ bytes, position, reading }: DatabasePiece): void {
  if (position !== 0) return;
  for (let at = 0; at < bytes.length; at += reading.pageSize) bytes.set(reading.image, at);
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
