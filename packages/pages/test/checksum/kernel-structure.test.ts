import { seededRandom, seedForRun } from '@esekit/testkit';
import { describe, expect, test } from 'vitest';
import { createKernelBuffers, pageStatus } from '../../src/checksum/kernel';
import { stampPageChecksum } from '../../src/checksum/page-checksum';
import { PageView } from '../../src/page/page-header';
import { formatPage } from '../../src/page/page-format';
import { insertLine } from '../../src/page/lines';
import { pageFlag, pageOffsets } from '../../src/page/page-layout';
import { checkPageStructure } from '../../src/page/page-structure';

/**
 * The kernel's word "good" is final: nothing looks at such a page again. So on thousands of pages that are
 * damaged in their structure and have right checksums, it may say so only where the reference agrees; and
 * on sound pages it should, because everything else is slow.
 */
const pgno = 77;

/** A leaf page with ascending keys behind a common prefix. */
function leaf(pageSize: number, random: ReturnType<typeof seededRandom>): Uint8Array {
  const bytes = new Uint8Array(pageSize);
  const view = new PageView(bytes);
  formatPage(view, { flags: pageFlag.leaf, objidFDP: 9, dbtime: 100n, pgno });
  let key = 0;
  for (let itag = 1; view.cbFree > 200; itag++) {
    key += 1 + random.below(5);
    const data = random.fill(new Uint8Array(1 + random.below(90)));
    insertLine(view, itag, Uint8Array.from([4, 0, key >> 24, key >> 16, key >> 8, key, ...data]));
  }
  stampPageChecksum(bytes, pgno);
  return bytes;
}

describe.each([2048, 4096, 8192, 16384, 32768])('pages of %d bytes', (pageSize) => {
  const random = seededRandom(seedForRun(`kernel structure ${pageSize}`));
  const [kernel] = createKernelBuffers(32768, 1);

  function statusOf(page: Uint8Array): number {
    kernel!.bytes.set(page);
    kernel!.check(1, pageSize, pgno);
    return kernel!.statuses[0]!;
  }

  test('sound ones are good', () => {
    for (let round = 0; round < 20; round++) expect(statusOf(leaf(pageSize, random))).toBe(pageStatus.good);
  });

  test('what the kernel calls good, the reference does too', () => {
    const verdicts = { good: 0, suspect: 0, doubted: 0 };
    const base = leaf(pageSize, random);
    for (let round = 0; round < 4000; round++) {
      const page = base.slice();
      for (let n = 1 + random.below(3); n > 0; n--) mutate(page, random);
      stampPageChecksum(page, pgno);
      const status = statusOf(page);
      const problem = checkPageStructure(new PageView(page));
      if (status === pageStatus.good) {
        verdicts.good++;
        if (problem)
          expect.fail(`round ${round}: the kernel accepts what is ${problem.kind}: ${problem.text}`);
      } else {
        verdicts.suspect++;
        if (!problem) verdicts.doubted++;
      }
    }
    expect(verdicts.good).toBeGreaterThan(100);
    expect(verdicts.suspect).toBeGreaterThan(100);
  });
});

/** Changes what the structure check looks at: header fields, tags, sizes and key bytes. */
function mutate(page: Uint8Array, random: ReturnType<typeof seededRandom>): void {
  const view = new PageView(page);
  const header = [
    pageOffsets.cbFree,
    pageOffsets.cbUncommittedFree,
    pageOffsets.ibMicFree,
    pageOffsets.itagState,
  ];
  const tag = page.length - 4 * (1 + random.below(Math.max(1, view.itagMicFree)));
  switch (random.below(6)) {
    case 0:
      return view.setU16(random.pick(header), view.u16(random.pick(header)) + random.below(9) - 4);
    case 1:
      return view.setU16(pageOffsets.fFlags, 1 << random.below(16));
    case 2:
      return view.setU16(tag, view.u16(tag) + random.below(9) - 4);
    case 3:
      return view.setU16(tag + 2, random.below(0x10000));
    case 4:
      page[view.dataStart + random.below(view.cbPageData)]! ^= 1 << random.below(8);
      return;
    default:
      page[view.dataStart + random.below(view.cbPageData)] = random.below(256);
  }
}
