import { JetError, type FileSystem, type ProgressSink } from '@esekit/core';
import { pageOffset } from '../geometry';
import type { BadPage } from './database-verification';
import { correctedPage } from './diagnose-page';
import { verifyOpenDatabase, type DatabasePiece } from './verify-database';

export interface BitRepair {
  /** Nothing damaged is left in the copy. */
  readonly ok: boolean;
  /** Header copies rewritten from the intact one: 0 or 1. */
  readonly headersRewritten: number;
  readonly corrected: readonly BadPage[];
  /** Damage that no single bit explains, copied as it is. */
  readonly left: readonly BadPage[];
}

export interface BitRepairOptions {
  /** Replace a file that is at the target. */
  readonly overwrite?: boolean;
  readonly onProgress?: ProgressSink | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Writes a copy of a database in which every single wrong bit is put right and both header copies are
 * the intact one. The source is only read; a failure leaves no copy.
 *
 * @throws JET_errFileAlreadyExists when `target` exists and `overwrite` is not set
 */
export async function copyWithCorrectedBits(
  fs: FileSystem,
  source: string,
  target: string,
  options: BitRepairOptions = {},
): Promise<BitRepair> {
  const input = await fs.open(source, 'read');
  // Written beside and renamed, so that an interrupted repair is never taken for the repaired file.
  const draft = `${target}.partial`;
  try {
    if (!options.overwrite && (await fs.stat(target)) !== undefined) {
      throw new JetError('JET_errFileAlreadyExists', `${target} exists`);
    }
    // What an interrupted repair left is no one's file.
    if (options.overwrite && (await fs.stat(draft)) !== undefined) await fs.removeFile(draft);
    const output = await fs.open(draft, 'createNew');
    try {
      let headersRewritten = 0;
      const verification = await verifyOpenDatabase(input, {
        onProgress: options.onProgress,
        signal: options.signal,
        async tap(piece) {
          if (piece.position === 0) headersRewritten = rewriteHeaders(piece);
          correctPages(piece);
          await output.write(piece.bytes, piece.position);
        },
      });
      await output.sync();
      await output.close();
      await fs.rename(draft, target);
      await fs.syncDirectory(fs.directoryName(target));
      const corrected = verification.bad.filter((page) => page.correctable);
      const left = verification.bad.filter((page) => !page.correctable);
      const counted = verification.ownedRange === 'exact' ? left.filter((page) => !page.beyondOwned) : left;
      const isListed = verification.pages.bad === verification.bad.length;
      const ok = isListed && counted.length === 0 && verification.problems.length === 0;
      return { ok, headersRewritten, corrected, left };
    } catch (error) {
      await output.close();
      await fs.removeFile(draft).catch(() => undefined);
      throw error;
    }
  } finally {
    await input.close();
  }
}

function rewriteHeaders({ bytes, reading }: DatabasePiece): number {
  // A file that was cut short may end inside the second copy.
  for (let at = 0; at < bytes.length; at += reading.pageSize) {
    bytes.set(reading.image.subarray(0, bytes.length - at), at);
  }
  return reading.copies.filter((copy) => copy.checksum === 'bad').length;
}

function correctPages({ bytes, position, reading, damage }: DatabasePiece): void {
  for (const { page: pgno, correctable } of damage) {
    if (!correctable) continue;
    const at = pageOffset(pgno, reading.pageSize) - position;
    const page = bytes.subarray(at, at + reading.pageSize);
    page.set(correctedPage(page, pgno)!);
  }
}
