import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { corpus, unpackArchive, unpackFile } from '@esekit/testkit';

/** The names of files that are beside the databases and are none, before they are unpacked. */
const notDatabases = /\.(jsonl|tar|log|jrs|chk|jfm|txt)\.gz$/;

/** Paths of all databases of the corpus, unpacked below `folder`. */
export function* corpusDatabases(folder: string): Generator<string, void, void> {
  mkdirSync(folder, { recursive: true });
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
    yield* databasesBelow(
      unpackArchive(corpus.path('engine', name), join(folder, basename(name, '.tar.gz'))),
    );
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
