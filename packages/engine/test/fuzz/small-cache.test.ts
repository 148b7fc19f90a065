import { describeCorpus } from '@esekit/testkit';
import { expect, it } from 'vitest';
import { openDatabase, type Row } from '../../src/index';
import { loadBases, type Base } from '../../fuzz/bases';
import { fileSystemOf, OverlayFile } from '../../fuzz/overlay-file';
import { StepLimit } from '../../fuzz/step-limit';

/**
 * With a cache of one page, every page that is asked for takes the place of another. Whoever keeps bytes of
 * a page while asking for the next one reads something else then, and nothing would throw.
 */

/** All rows of all tables, in the order of every index, as text. */
function everything(base: Base, cacheBytes: number): string[] {
  const file = new OverlayFile(base.name, base.bytes, base.pageSize, new StepLimit(50_000_000));
  using database = openDatabase(fileSystemOf(file), base.name, { cacheBytes });
  const lines: string[] = [];
  for (const { name, indexes } of database.tables) {
    const table = database.table(name);
    for (const row of table.rows({ reverse: true, onLoss: () => {} })) lines.push(textOf(row));
    for (const index of indexes) {
      for (const row of table.index(index.name).rows({ onLoss: () => {} })) lines.push(textOf(row));
    }
  }
  return lines;
}

function textOf(row: Row): string {
  return JSON.stringify(Object.entries(row), (_, value: unknown) =>
    typeof value === 'bigint' ? `${value}n` : value,
  );
}

describeCorpus('a cache of one page', () => {
  it('reads what a large one reads', { timeout: 120_000 }, () => {
    for (const base of loadBases().filter(({ name }) => !/types-8k|32k|btree/.test(name))) {
      const rows = everything(base, 64 << 20);
      expect(rows.length).toBeGreaterThan(100);
      expect(everything(base, base.pageSize), base.name).toEqual(rows);
    }
  });
});
