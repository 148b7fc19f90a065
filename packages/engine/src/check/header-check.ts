import { checkHeaderInvariants } from '@esekit/pages';
import type { CheckRun } from './check-run';
import { isDamage } from '../records/damage';

/** Checks the database header against itself and its second copy (01 §6.2, §10.2). */
export function checkHeader(run: CheckRun): void {
  const { header, copies } = run.database.reading;
  for (const { copy, checksum } of copies) {
    if (checksum === 'good') continue;
    const text = `the ${copy} copy of the database header is damaged, or not as the other one`;
    // A crash between writing the two copies leaves them like that.
    run.report('header', text, {}, run.isClean ? 'error' : 'warning');
  }
  try {
    checkHeaderInvariants(header);
  } catch (error) {
    if (!isDamage(error)) throw error;
    run.report('header', error.message, {});
  }
}
