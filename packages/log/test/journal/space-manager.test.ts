import { seededRandom, seedForRun } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import { compareExactly } from '../recovery/redo/support/exact-pages';
import { LoggedDatabase } from './support/logged-database';
import { pagesOf } from './support/memory-log';
import { SpaceWorkload } from './support/space-workload';

/**
 * Trees that come and go in one database: every page is accounted for, and the log makes the same pages out of
 * nothing.
 */
describe('a database whose space is managed', () => {
  const random = seededRandom(seedForRun('managed space'));
  const counts = new Map<string, number>();
  const row = { growthPercent: 150, cpgExtentLeast: 2, cpgExtentMost: 40, appendsInRow: true };
  for (const pageSize of [4096, 8192, 32768]) {
    for (const extensionPages of [16, 256]) {
      it(`of ${pageSize}-byte pages that grows by ${extensionPages} is rebuilt from its log`, () => {
        const hintsOf = ({ objidFDP }: { objidFDP: number }) => (objidFDP % 3 === 0 ? row : undefined);
        const database = new LoggedDatabase(pageSize, { extensionPages, hintsOf });
        const workload = new SpaceWorkload(database, random);
        for (let at = 0; at < 260; at++) {
          workload.step();
          if (random.below(3) === 0) database.commit();
          if (at % 40 === 0) workload.expectSound();
        }
        workload.expectSound();
        for (const [name, count] of workload.counts) counts.set(name, (counts.get(name) ?? 0) + count);
        expect(database.generations).toBeGreaterThan(2);
        const recovered = database.recover();
        const { differences, pages } = compareExactly(pagesOf(recovered), pagesOf(database.buffer));
        expect(differences.slice(0, 3)).toEqual([]);
        expect(pages).toBeGreaterThan(12);
      });
    }
  }

  it('has seen all of it', () => {
    console.log([...counts].map(([name, count]) => `${name}: ${count}`).join(', '));
    const names = [
      'table created',
      'index created',
      'longValue created',
      'deleted',
      'emptyPage',
      'fullRight',
    ];
    expect([...counts.keys()]).toEqual(expect.arrayContaining(names));
  });
});
