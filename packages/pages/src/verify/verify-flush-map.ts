import { limits, type File, type FileSystem, type JetErrorName } from '@esekit/core';
import { isBlankPage } from '../checksum/page-checksum';
import { decodeFlushMapHeader } from '../flush-map/flush-map-header';
import { flushMapPageOffset, flushMapPagesFor, flushMapPageSize } from '../flush-map/flush-map-layout';
import { isGoodFlushMapPage } from '../flush-map/flush-map-page';
import { correctBlock, readEccChecksum } from '../checksum/ecc';

/** The result of checking a flush map. Counts are data pages; the header is apart. */
export interface FlushMapVerification {
  readonly path: string;
  readonly type: 'flushMap';
  readonly ok: boolean;
  readonly headers: readonly [{ readonly copy: 'primary'; readonly checksum: 'good' | 'bad' }];
  readonly pages: {
    readonly inFile: number;
    readonly good: number;
    readonly blank: number;
    readonly bad: number;
    readonly correctable: number;
  };
  readonly bad: readonly BadMapPage[];
  readonly problems: readonly FlushMapProblem[];
}

/** A damaged data page. */
export interface BadMapPage {
  readonly page: number;
  readonly error: JetErrorName;
  readonly correctable: boolean;
}

export interface FlushMapProblem {
  readonly error: JetErrorName;
  readonly text: string;
}

/** Data pages of the largest map there can be; what a file holds beyond them belongs to nothing. */
const pagesMost = flushMapPagesFor(limits.pgnoMost);

/** Data pages per read. */
const pagesPerRun = 128;

/**
 * Checks the header and every data page of a flush map. Damage here costs nothing but lost-flush
 * detection, but it is damage.
 */
export async function verifyFlushMap(
  fs: FileSystem,
  path: string,
  signal?: AbortSignal,
): Promise<FlushMapVerification> {
  const file = await fs.open(path, 'read');
  try {
    const header = new Uint8Array(flushMapPageSize);
    const isHeaderGood = decodeFlushMapHeader(header.subarray(0, await file.read(header, 0))) !== undefined;
    const present = Math.max(0, Math.ceil((await file.size()) / flushMapPageSize) - 1);
    const inFile = Math.min(present, pagesMost);
    const { bad, ...counts } = await checkPages(file, inFile, signal);
    const problems: FlushMapProblem[] = [];
    const add = (text: string): void => void problems.push({ error: 'JET_errReadVerifyFailure', text });
    if (!isHeaderGood) add('the header of the flush map is damaged');
    if (present > pagesMost) add(`${present} pages are more than a flush map can have`);
    return {
      path,
      type: 'flushMap',
      ok: problems.length === 0 && bad.length === 0,
      headers: [{ copy: 'primary', checksum: isHeaderGood ? 'good' : 'bad' }],
      pages: { inFile, bad: bad.length, ...counts },
      bad,
      problems,
    };
  } finally {
    await file.close();
  }
}

interface PageCounts {
  good: number;
  blank: number;
  correctable: number;
  bad: BadMapPage[];
}

async function checkPages(file: File, inFile: number, signal: AbortSignal | undefined): Promise<PageCounts> {
  const counts: PageCounts = { good: 0, blank: 0, correctable: 0, bad: [] };
  const run = new Uint8Array(pagesPerRun * flushMapPageSize);
  for (let first = 0; first < inFile; first += pagesPerRun) {
    signal?.throwIfAborted();
    const count = Math.min(pagesPerRun, inFile - first);
    run.fill(0);
    const length = await file.read(run.subarray(0, count * flushMapPageSize), flushMapPageOffset(first));
    for (let i = 0; i < count; i++) {
      const isWhole = (i + 1) * flushMapPageSize <= length;
      countPage(run.subarray(i * flushMapPageSize, (i + 1) * flushMapPageSize), first + i, isWhole, counts);
    }
  }
  return counts;
}

function countPage(page: Uint8Array, n: number, isWhole: boolean, counts: PageCounts): void {
  if (isBlankPage(page)) counts.blank++;
  else if (isWhole && isGoodFlushMapPage(page, n)) counts.good++;
  else {
    const correctable = isWhole && correctBlock(page, readEccChecksum(page, 0), n, 'header') !== undefined;
    if (correctable) counts.correctable++;
    counts.bad.push({ page: n, error: 'JET_errReadVerifyFailure', correctable });
  }
}
