import { createNodeFileSystem } from '@esekit/core/node';
import { openDatabase as openDatabaseOf, type Database, type OpenOptions } from '../database/database';

/**
 * Opens a database of this computer for reading, like `openDatabase` of `@esekit/engine`.
 *
 * @example
 * const database = openDatabase('SRUDB.dat');
 * for (const row of database.table('SruDbIdMapTable').rows()) console.log(row);
 * database.close();
 */
export function openDatabase(path: string, options: OpenOptions = {}): Database {
  return openDatabaseOf(createNodeFileSystem(), path, options);
}
export { nodeInstancePlatform, openInstance } from './instance';
