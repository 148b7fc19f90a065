import { limits, type FileSystem } from '@esekit/core';
import { checkReadableVersion, chooseHeader, PageCache } from '@esekit/pages';
import { Database } from '../database/database';
import { checkDatabase, type CheckResult } from './check-database';
import type { CheckOptions } from './check-run';
import type { CheckSink } from './problem';

export interface CheckFileOptions extends CheckOptions {
  /** Bytes of pages kept in memory. Default 64 MiB. */
  readonly cacheBytes?: number | undefined;
}

/**
 * {@link checkDatabase} of a file. It also checks databases that cannot be opened because both of their
 * catalogs are damaged.
 *
 * @example
 * await checkFile(createNodeFileSystem(), 'SRUDB.dat', ({ kind, page, text }) => console.log(kind, page, text));
 *
 * @throws JET_errFileNotFound, and the errors of a file whose header says no page size that could be read
 */
export async function checkFile(
  fs: FileSystem,
  path: string,
  sink: CheckSink,
  options: CheckFileOptions = {},
): Promise<CheckResult> {
  const file = await fs.open(path, 'read');
  try {
    const start = new Uint8Array(2 * limits.pageSizeMost);
    const reading = chooseHeader(start.subarray(0, await file.read(start, 0)), path);
    checkReadableVersion(reading.header, reading.pageSize);
    const source = new PageCache({
      file,
      pageSize: reading.pageSize,
      ...(options.cacheBytes === undefined ? {} : { budget: options.cacheBytes }),
    });
    // The check reads the catalog by itself, as far as it can be read.
    const catalog = { tables: [], from: 'objects', mainError: undefined } as const;
    const database = new Database(path, reading, source, catalog, () => undefined);
    return await checkDatabase(database, sink, options);
  } finally {
    await file.close();
  }
}
