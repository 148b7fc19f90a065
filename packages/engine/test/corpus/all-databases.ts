import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createNodeFileSystem } from '@esekit/core/node';
import { JetError } from '@esekit/core';
import { corpus, unpackArchive } from '@esekit/testkit';
import { openDatabase, type Database } from '../../src/index';
import { windowsDatabases } from './windows-databases';

export interface NamedDatabase {
  readonly name: string;
  readonly database: Database;
}

/** A copy of a clean database with a page that cannot be read. */
const damaged = join('damaged', 'bad.edb');

const files = createNodeFileSystem();

/**
 * One after the other, all databases of Windows, and those of the engine that were shut down cleanly. The dirty
 * ones of Windows were at rest when they were copied, so their indexes can be compared as well.
 */
export function* settledDatabases(folder: string): Generator<NamedDatabase, void, void> {
  for (const { name, database } of windowsDatabases(join(folder, 'windows'))) yield { name, database };
  for (const archive of readdirSync(corpus.path('engine')).sort()) {
    if (!archive.endsWith('.tar.gz')) continue;
    const root = join(unpackArchive(corpus.path('engine', archive), folder), basename(archive, '.tar.gz'));
    for (const path of readdirSync(root, { recursive: true, encoding: 'utf8' }).sort()) {
      if (!path.endsWith('.edb') || path === damaged) continue;
      const database = tryOpen(join(root, path));
      if (database?.state === 'CleanShutdown') yield { name: `${basename(root)}/${path}`, database };
      database?.close();
    }
  }
}

/** Dirty databases may have no readable catalog yet. */
function tryOpen(path: string): Database | undefined {
  try {
    return openDatabase(files, path);
  } catch (error) {
    if (JetError.isInstance(error)) return undefined;
    throw error;
  }
}
