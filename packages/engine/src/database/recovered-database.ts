import {
  checkReadableVersion,
  type DatabaseHeader,
  type HeaderReading,
  type PageSize,
  type PageSource,
} from '@esekit/pages';
import { readCatalog } from '../catalog/read-catalog';
import { Database, type OpenOptions } from './database';

/** A database as recovery would leave it: pages in memory stand in front of those of the file. */
export interface RecoveredPages {
  readonly path: string;
  readonly source: PageSource;
  readonly header: DatabaseHeader;
  /** The page that the header fills. */
  readonly headerImage: Uint8Array;
}

/**
 * Opens what a recovery in memory found (`recoverVirtually` of `@esekit/log`). The pages belong to that
 * recovery: it is closed after the database, not by it.
 *
 * @example
 * const recovery = recoverVirtually({ ...options, logFolder, databases });
 * for (const view of recovery.databases) console.log(openRecovered(view).table('T').rows());
 * recovery.close();
 *
 * @throws as `openDatabase` for the version and the catalog
 */
export function openRecovered(
  { path, source, header, headerImage }: RecoveredPages,
  { onLoss }: Pick<OpenOptions, 'onLoss'> = {},
): Database {
  checkReadableVersion(header, source.pageSize);
  const reading: HeaderReading = {
    header,
    image: headerImage,
    pageSize: source.pageSize as PageSize,
    copies: [
      { copy: 'primary', checksum: 'good' },
      { copy: 'shadow', checksum: 'good' },
    ],
  };
  return new Database(path, reading, source, readCatalog(source, onLoss), () => undefined);
}
