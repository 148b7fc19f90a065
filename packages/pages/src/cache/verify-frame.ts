import { JetError } from '@esekit/core';
import { pageStatus } from '../checksum/kernel';
import { correctPageBits } from '../checksum/page-checksum';
import { diagnosePage } from '../verify/diagnose-page';

/** Wrong bits that were put right in memory; the file still has them. */
export interface PageCorrection {
  /** Their indices, counted from the start of the page. */
  readonly bits: readonly number[];
  readonly text: string;
}

/**
 * Decides whether a page that was just read and is not blank may be used (02 §7 steps 2, 3 and 5), and
 * puts single wrong bits right in place.
 *
 * @param status what the kernel says of it
 * @returns what was corrected; `undefined` for a page that is good as it was read
 * @throws the error of a damaged page
 */
export function verifyFrame(
  page: Uint8Array,
  pgno: number,
  status: number,
  path: string,
): PageCorrection | undefined {
  if (status === pageStatus.good) return undefined;
  // The kernel may be unsure of a page that is good.
  const damage = diagnosePage(page, pgno);
  if (!damage) return undefined;
  if (!damage.correctable) throw new JetError(damage.error, `${path}: page ${pgno}: ${damage.text}`);
  const bits = correctPageBits(page, pgno) ?? [];
  return { bits, text: `page ${pgno}: ${damage.text}, corrected in memory` };
}
