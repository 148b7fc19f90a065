import type { LossSink } from '@esekit/btree';
import { JetError, limits, type EventSink, type File, type FileSystem } from '@esekit/core';
import {
  checkReadableVersion,
  chooseHeader,
  databaseStateName,
  flushMapBeside,
  pageCount,
  PageCache,
  unreadableHeaderError,
  type DatabaseHeader,
  type DatabaseState,
  type HeaderReading,
  type PageSource,
} from '@esekit/pages';
import { readCatalog, type CatalogReading } from '../catalog/read-catalog';
import type { TableSchema } from '../catalog/schema';
import type { Row } from '../records/row-decoder';
import { Table } from './table';

export interface OpenOptions {
  /** Bytes of pages kept in memory. Default 64 MiB. */
  readonly cacheBytes?: number | undefined;
  /** Told of single wrong bits that were corrected on reading. */
  readonly onEvent?: EventSink | undefined;
  /** Told of damaged parts of the catalog that are passed over when both copies of it are damaged. */
  readonly onLoss?: LossSink | undefined;
}

/**
 * Opens a database for reading. The file is never written to; a database that was not shut down cleanly is
 * shown as it stands, which may be older than its logs.
 *
 * @example
 * const database = openDatabase(createNodeFileSystem(), 'SRUDB.dat');
 * for (const row of database.table('SruDbIdMapTable').rows()) console.log(row);
 * database.close();
 *
 * @throws JET_errFileNotFound, JET_errDatabaseCorrupted, JET_errInvalidDatabaseVersion and the other
 *   errors of an attach; the error of the catalog when neither copy can be read
 */
export function openDatabase(fs: FileSystem, path: string, options: OpenOptions = {}): Database {
  const file = fs.openSync(path, 'read');
  try {
    const reading = readHeader(file);
    const source = new PageCache({
      file,
      pageSize: reading.pageSize,
      ...(options.cacheBytes === undefined ? {} : { budget: options.cacheBytes }),
      onEvent: options.onEvent,
      flushMap: flushMapBeside(fs, path, reading.header, pageCount(file.sizeSync(), reading.pageSize)),
    });
    return new Database(path, reading, source, readCatalog(source, options.onLoss), () => file.closeSync());
  } catch (error) {
    file.closeSync();
    throw error;
  }
}

function readHeader(file: File): HeaderReading {
  const start = new Uint8Array(2 * limits.pageSizeMost);
  const bytes = start.subarray(0, file.readSync(start, 0));
  try {
    const reading = chooseHeader(bytes, file.path);
    checkReadableVersion(reading.header, reading.pageSize);
    return reading;
  } catch (error) {
    if (JetError.isInstance(error) && error.name === 'JET_errReadVerifyFailure') {
      throw unreadableHeaderError(bytes, file.path);
    }
    throw error;
  }
}

/** A database that is open for reading. */
export class Database {
  readonly #close: () => void;

  constructor(
    readonly path: string,
    readonly reading: HeaderReading,
    /** Where the pages come from. */
    readonly source: PageSource,
    readonly catalog: CatalogReading,
    close: () => void,
  ) {
    this.#close = close;
  }

  get header(): DatabaseHeader {
    return this.reading.header;
  }

  get state(): DatabaseState {
    return databaseStateName(this.header.dbstate);
  }

  /** All tables, system tables included, by object id. */
  get tables(): readonly TableSchema[] {
    return this.catalog.tables;
  }

  /**
   * A table by name; case does not matter.
   *
   * @typeParam T the row's shape, if the caller knows it
   * @throws JET_errObjectNotFound
   */
  table<T extends object = Row>(name: string): Table<T> {
    const wanted = name.toLowerCase();
    const schema = this.tables.find((table) => table.name.toLowerCase() === wanted);
    if (!schema) throw new JetError('JET_errObjectNotFound', `${this.path} has no table ${name}`);
    return new Table<T>(this.source, schema);
  }

  close(): void {
    this.#close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
