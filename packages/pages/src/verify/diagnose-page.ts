import type { JetErrorName } from '@esekit/core';
import { checkPageChecksum, correctPageBits } from '../checksum/page-checksum';
import { PageView } from '../page/page-header';
import { checkPageStructure } from '../page/page-structure';

/** What is wrong with one page, and whether it can be put right. */
export interface PageDamage {
  readonly pgno: number;
  readonly error: JetErrorName;
  /** One wrong bit per block, each of them located: {@link correctedPage} gives the page as it was. */
  readonly correctable: boolean;
  /** The wrong bits of a correctable page, counted from the start of the page. */
  readonly bits: readonly number[];
  readonly text: string;
}

/**
 * Decides what is wrong with a page, checksum first, then structure (02 §7); `undefined` when nothing
 * is.
 */
export function diagnosePage(page: Uint8Array, pgno: number): PageDamage | undefined {
  const verdict = checkPageChecksum(page, pgno);
  if (verdict.state === 'blank') return undefined;
  if (verdict.state === 'good') return structureDamage(page, pgno);
  const bits = correctedBits(page.slice(), pgno);
  const { error, actualPgno } = verdict;
  if (bits) {
    return {
      pgno,
      error,
      correctable: true,
      bits,
      text: `wrong ${bits.map(bitText).join(', ')}; correctable`,
    };
  }
  const text =
    actualPgno === undefined ? 'checksum is wrong' : `page ${actualPgno} stands in the place of page ${pgno}`;
  return { pgno, error, correctable: false, bits: [], text };
}

function structureDamage(page: Uint8Array, pgno: number): PageDamage | undefined {
  const problem = checkPageStructure(new PageView(page));
  if (!problem) return undefined;
  return { pgno, error: 'JET_errDatabaseCorrupted', correctable: false, bits: [], text: problem.text };
}

function bitText(bit: number): string {
  return `bit ${bit & 7} of byte ${bit >> 3}`;
}

/** Corrects the copy in place; a correction counts only if the structure is right too (02 §3.3). */
function correctedBits(copy: Uint8Array, pgno: number): number[] | undefined {
  const bits = correctPageBits(copy, pgno);
  return bits && structureDamage(copy, pgno) === undefined ? bits : undefined;
}

/** The page with its wrong bits put right; `undefined` when it is not correctable. */
export function correctedPage(page: Uint8Array, pgno: number): Uint8Array | undefined {
  const copy = page.slice();
  return correctedBits(copy, pgno) ? copy : undefined;
}
