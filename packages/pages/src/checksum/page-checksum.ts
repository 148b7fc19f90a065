import { limits, type JetErrorName } from '@esekit/core';
import { checksumBlockSize, isLargePage } from '../geometry';
import { pageFlag, pageOffsets } from '../page/page-layout';
import {
  correctBlock,
  eccChecksum,
  equalEccChecksums,
  readEccChecksum,
  writeEccChecksum,
  type BlockKind,
} from './ecc';
import { hasGoodXorChecksum, stampXorChecksum } from './xor';

/** Which rule applies to a page (02 §2). */
export type PageChecksumFormat = 'blank' | 'legacy' | 'ecc' | 'multiBlock';

/** Where the checksum of each block of a large page stands (02 §3.4). */
const blockChecksumOffsets = [0, 40, 48, 56] as const;

export type ChecksumVerdict =
  | { readonly state: 'good' }
  | { readonly state: 'blank' }
  | {
      readonly state: 'bad';
      readonly error: Extract<JetErrorName, 'JET_errReadVerifyFailure' | 'JET_errReadPgnoVerifyFailure'>;
      /** The page that the bytes belong to, when they are intact but stand in the wrong place. */
      readonly actualPgno?: number;
    };

const good: ChecksumVerdict = { state: 'good' };
const blank: ChecksumVerdict = { state: 'blank' };
const unreadable = { state: 'bad', error: 'JET_errReadVerifyFailure' } as const satisfies ChecksumVerdict;

function wrongPlace(actualPgno: number): ChecksumVerdict {
  return { state: 'bad', error: 'JET_errReadPgnoVerifyFailure', actualPgno };
}

function u32(page: Uint8Array, offset: number): number {
  return new DataView(page.buffer, page.byteOffset, page.length).getUint32(offset, true);
}

export function isBlankPage(page: Uint8Array): boolean {
  for (let i = 0; i < page.length; i++) if (page[i] !== 0) return false;
  return true;
}

export function pageChecksumFormat(page: Uint8Array): PageChecksumFormat {
  if (isBlankPage(page)) return 'blank';
  if (isLargePage(page.length)) return 'multiBlock';
  return (u32(page, pageOffsets.fFlags) & pageFlag.newChecksumFormat) !== 0 ? 'ecc' : 'legacy';
}

/** Checks checksum and page number of one page (steps 1 to 3 of 02 §7). */
export function checkPageChecksum(page: Uint8Array, pgno: number): ChecksumVerdict {
  switch (pageChecksumFormat(page)) {
    case 'blank':
      return blank;
    case 'legacy':
      if (!hasGoodXorChecksum(page)) return unreadable;
      return u32(page, 4) === pgno ? good : wrongPlace(u32(page, 4));
    case 'ecc':
    case 'multiBlock':
      return checkBlocks(page, pgno);
  }
}

function checkBlocks(page: Uint8Array, pgno: number): ChecksumVerdict {
  if (!hasGoodBlocks(page, pgno)) return misplaced(page, pgno) ?? unreadable;
  if (!isLargePage(page.length)) return good;
  const ownPgno = u32(page, pageOffsets.pgno);
  return ownPgno === pgno ? good : wrongPlace(ownPgno);
}

function hasGoodBlocks(page: Uint8Array, pgno: number): boolean {
  return blocksOf(page).every((block) =>
    equalEccChecksums(
      readEccChecksum(page, block.checksumOffset),
      eccChecksum(block.bytes, pgno, block.kind),
    ),
  );
}

/**
 * The page number is only in the XOR half, so the difference of the halves names the page that the
 * bytes are; they are it if all blocks are good under that number (02 §3.3, 2).
 */
function misplaced(page: Uint8Array, pgno: number): ChecksumVerdict | undefined {
  const [first] = blocksOf(page) as [Block];
  const stored = readEccChecksum(page, first.checksumOffset);
  const actualPgno = (stored.xor ^ eccChecksum(first.bytes, pgno, first.kind).xor ^ pgno) >>> 0;
  const isPossible = actualPgno !== 0 && actualPgno <= limits.pgnoMost;
  return isPossible && hasGoodBlocks(page, actualPgno) ? { ...unreadable, actualPgno } : undefined;
}

interface Block {
  readonly bytes: Uint8Array;
  readonly checksumOffset: number;
  readonly kind: BlockKind;
}

function blocksOf(page: Uint8Array): Block[] {
  const size = checksumBlockSize(page.length);
  const blocks: Block[] = [];
  for (let i = 0; i * size < page.length; i++) {
    blocks.push({
      bytes: page.subarray(i * size, (i + 1) * size),
      checksumOffset: blockChecksumOffsets[i]!,
      kind: i === 0 ? 'header' : 'continuation',
    });
  }
  return blocks;
}

/**
 * Corrects one wrong bit in each damaged block, in place, and says which bits of the page they were.
 * Block 0 comes first because on large pages it holds the checksums of the others.
 *
 * @returns bit indices counted from the start of the page; `undefined` when the page cannot be made
 *   good (it may then have been changed in part: work on a copy)
 */
export function correctPageBits(page: Uint8Array, pgno: number): number[] | undefined {
  const format = pageChecksumFormat(page);
  if (format !== 'ecc' && format !== 'multiBlock') return undefined;
  const corrected: number[] = [];
  for (const block of blocksOf(page)) {
    const stored = readEccChecksum(page, block.checksumOffset);
    if (equalEccChecksums(stored, eccChecksum(block.bytes, pgno, block.kind))) continue;
    const bit = correctBlock(block.bytes, stored, pgno, block.kind);
    if (bit === undefined) return undefined;
    corrected.push(8 * (block.bytes.byteOffset - page.byteOffset) + bit);
  }
  return checkPageChecksum(page, pgno).state === 'good' ? corrected : undefined;
}

/**
 * Stamps the checksums of a page that is about to be written; on large pages the page number too.
 * Pages get the ECC form and its flag, except that `legacy` keeps the form of files before update 0xB.
 */
export function stampPageChecksum(page: Uint8Array, pgno: number, format: 'ecc' | 'legacy' = 'ecc'): void {
  const view = new DataView(page.buffer, page.byteOffset, page.length);
  const flags = view.getUint32(pageOffsets.fFlags, true);
  if (format === 'legacy' && !isLargePage(page.length)) {
    view.setUint32(pageOffsets.fFlags, flags & ~pageFlag.newChecksumFormat, true);
    view.setUint32(4, pgno, true);
    stampXorChecksum(page);
    return;
  }
  view.setUint32(pageOffsets.fFlags, flags | pageFlag.newChecksumFormat, true);
  if (isLargePage(page.length)) view.setUint32(pageOffsets.pgno, pgno, true);
  // Block 0 covers the stored checksums of the others, so it comes last.
  for (const block of blocksOf(page).reverse()) {
    writeEccChecksum(page, block.checksumOffset, eccChecksum(block.bytes, pgno, block.kind));
  }
}
