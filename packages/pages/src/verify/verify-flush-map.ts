import type { FileSystem } from '@esekit/core';
import { isBlankPage } from '../checksum/page-checksum';
import { decodeFlushMapHeader } from '../flush-map/flush-map-header';
import { flushMapPageOffset, flushMapPageSize } from '../flush-map/flush-map-layout';
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
  readonly bad: readonly { readonly page: number; readonly error: string; readonly correctable: boolean }[];
  readonly problems: readonly { readonly error: string; readonly text: string }[];
}

/**
 * Checks the header and every data page of a flush map. Damage here costs nothing but lost-flush
 * detection, but it is damage.
 */
export async function verifyFlushMap(fs: FileSystem, path: string): Promise<FlushMapVerification> {
  const file = await fs.open(path, 'read');
  try {
    const page = new Uint8Array(flushMapPageSize);
    const headerLength = await file.read(page, 0);
    const headerGood = decodeFlushMapHeader(page.subarray(0, headerLength)) !== undefined;
    const inFile = Math.max(0, Math.ceil((await file.size()) / flushMapPageSize) - 1);
    const counts = { good: 0, blank: 0, correctable: 0 };
    const bad: { page: number; error: string; correctable: boolean }[] = [];
    for (let n = 0; n < inFile; n++) {
      page.fill(0);
      const length = await file.read(page, flushMapPageOffset(n));
      if (isBlankPage(page)) counts.blank++;
      else if (length === flushMapPageSize && isGoodFlushMapPage(page, n)) counts.good++;
      else {
        const correctable = correctBlock(page, readEccChecksum(page, 0), n, 'header') !== undefined;
        if (correctable) counts.correctable++;
        bad.push({ page: n, error: 'JET_errReadVerifyFailure', correctable });
      }
    }
    const problems = headerGood
      ? []
      : [{ error: 'JET_errReadVerifyFailure', text: 'the header of the flush map is damaged' }];
    return {
      path,
      type: 'flushMap',
      ok: headerGood && bad.length === 0,
      headers: [{ copy: 'primary', checksum: headerGood ? 'good' : 'bad' }],
      pages: { inFile, bad: bad.length, ...counts },
      bad,
      problems,
    };
  } finally {
    await file.close();
  }
}
