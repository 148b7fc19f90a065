import { seededRandom } from '@esekit/testkit';
import { pageSizes } from '../../src/geometry';
import { recordPage } from '../fixture/pages';
import type { Specimen } from './damaged-bits';

const pagesPerFormat = 3;

/** Pages of every size and checksum format, of random records, and the blank page of every size. */
export function builtSpecimens(seed: number): Specimen[] {
  const random = seededRandom(seed);
  const specimens: Specimen[] = [];
  for (const size of pageSizes) {
    for (let i = 0; i < pagesPerFormat; i++) {
      const pgno = 1 + random.below(0x7fefffff);
      specimens.push({
        name: `ecc ${size}`,
        page: recordPage(random, size, pgno),
        pgno,
        canCorrect: true,
      });
      specimens.push({ name: `blank ${size}`, page: new Uint8Array(size), pgno, canCorrect: false });
      if (size > 8192) continue;
      const legacy = recordPage(random, size, pgno, 'legacy');
      specimens.push({ name: `legacy ${size}`, page: legacy, pgno, canCorrect: false });
    }
  }
  return specimens;
}
