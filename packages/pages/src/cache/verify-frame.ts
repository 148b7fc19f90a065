import { JetError } from '@esekit/core';
import { pageStatus } from '../checksum/kernel';
import { correctPageBits } from '../checksum/page-checksum';
import type { PageView } from '../page/page-header';
import { diagnosePage } from '../verify/diagnose-page';

/**
 * Decides whether a page that was just read may be used (02 §7 steps 1 to 3 and 5), and puts single
 * wrong bits right in place.
 *
 * @param status what the kernel says of it
 * @returns what was corrected; `undefined` for a page that is good as it was read
 * @throws JET_errPageNotInitialized for a blank page; the error of a damaged one
 */
export function verifyFrame(view: PageView, pgno: number, status: number, path: string): string | undefined {
  if (status === pageStatus.blank) {
    throw new JetError('JET_errPageNotInitialized', `${path}: page ${pgno} is blank`);
  }
  if (status === pageStatus.good) return undefined;
  const page = view.bytes.subarray(view.start, view.start + view.pageSize);
  // The kernel may be unsure of a page that is good.
  const damage = diagnosePage(page, pgno);
  if (!damage) return undefined;
  if (!damage.correctable) throw new JetError(damage.error, `${path}: page ${pgno}: ${damage.text}`);
  correctPageBits(page, pgno);
  return `page ${pgno}: ${damage.text}, corrected in memory`;
}
