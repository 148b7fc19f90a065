import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createNodeFileSystem } from '@esekit/core/node';
import { dbstate, lastOwnedPage, PageCache, readDatabaseHeader, type PageSource } from '@esekit/pages';
import { corpus, unpackArchive, unpackFile } from '@esekit/testkit';

const nodeFiles = createNodeFileSystem();

/** The names of files that are beside the databases and are none, before they are unpacked. */
const notDatabases = /\.(jsonl|tar|log|jrs|chk|jfm)\.gz$/;

export interface CorpusDatabase {
  readonly name: string;
  readonly source: PageSource;
  readonly isClean: boolean;
  /** The last page of the database; what lies behind it is of no tree. */
  readonly pgnoLast: number;
}

/** Every database of the corpus, open while the caller looks at it. */
export async function* corpusDatabases(folder: string): AsyncGenerator<CorpusDatabase, void, void> {
  for (const path of databaseFiles(folder)) {
    const file = nodeFiles.openSync(path, 'read');
    try {
      const { header, pageSize } = await readDatabaseHeader(file);
      const source = new PageCache({ file, pageSize });
      yield {
        name: path.slice(folder.length + 1),
        source,
        isClean: header.dbstate === dbstate.cleanShutdown,
        pgnoLast: await lastOwnedPage(file, pageSize).catch(() => 0),
      };
    } finally {
      file.closeSync();
    }
  }
}

function* databaseFiles(folder: string): Generator<string, void, void> {
  const windows = corpus.path('windows');
  for (const item of readdirSync(windows)) {
    if (!statSync(join(windows, item)).isDirectory()) continue;
    for (const name of readdirSync(join(windows, item))) {
      if (!name.endsWith('.gz') || notDatabases.test(name)) continue;
      yield* databasesBelow(unpackFile(join(windows, item, name), join(folder, item)));
    }
  }
  for (const name of readdirSync(corpus.path('engine'))) {
    if (!name.endsWith('.tar.gz')) continue;
    yield* databasesBelow(unpackArchive(corpus.path('engine', name), join(folder, basename(name))));
  }
}

function* databasesBelow(path: string): Generator<string, void, void> {
  if (statSync(path).isDirectory()) {
    for (const name of readdirSync(path)) yield* databasesBelow(join(path, name));
  } else if (isDatabase(readFileSync(path))) {
    yield path;
  }
}

/** Magic number and file type of a database header. */
function isDatabase(bytes: Uint8Array): boolean {
  if (bytes.length < 4096) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return view.getUint32(4, true) === 0x89abcdef && [0, 1].includes(view.getUint32(667, true));
}
