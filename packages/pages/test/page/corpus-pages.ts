import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { corpus, unpackArchive, unpackFile } from '@esekit/testkit';
import { checkPageChecksum } from '../../src/checksum/page-checksum';
import { checksumSeed } from '../../src/checksum/xor';
import { isPageSize, pageCount, pageOffset } from '../../src/geometry';
import { databaseFileTypes } from '../../src/header/file-types';
import { fileTypeOffset, pageSizeOffset } from '../../src/header/header-fields';

/** The names of files that are beside the databases and are none, before they are unpacked. */
const notDatabases = /\.(jsonl|tar|log|jrs|chk|jfm)\.gz$/;

/** Every database of the corpus, unpacked into `folder` one after the other. */
export function* corpusDatabases(folder: string): Generator<string, void, void> {
  const windows = corpus.path('windows');
  for (const item of readdirSync(windows)) {
    if (!statSync(join(windows, item)).isDirectory()) continue;
    for (const name of readdirSync(join(windows, item))) {
      if (!name.endsWith('.gz') || notDatabases.test(name)) continue;
      yield* databasesBelow(unpackFile(join(windows, item, name), join(folder, item)));
    }
  }
  const engine = corpus.path('engine');
  for (const name of readdirSync(engine)) {
    if (name.endsWith('.tar.gz'))
      yield* databasesBelow(unpackArchive(join(engine, name), join(folder, basename(name))));
  }
}

function* databasesBelow(path: string): Generator<string, void, void> {
  if (statSync(path).isDirectory()) {
    for (const name of readdirSync(path)) yield* databasesBelow(join(path, name));
  } else if (pageSizeOf(readFileSync(path)) !== undefined) {
    yield path;
  }
}

/** The page size of a database, `undefined` for any other file. Very old headers have 0 for 4096. */
function pageSizeOf(bytes: Uint8Array): number | undefined {
  if (bytes.length < 4096) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.getUint32(4, true) !== checksumSeed) return undefined;
  if (!databaseFileTypes.includes(view.getUint32(fileTypeOffset, true))) return undefined;
  const size = view.getUint32(pageSizeOffset, true) || 4096;
  return isPageSize(size) ? size : undefined;
}

/** The pages of a database whose checksum is good. */
export function* goodPages(path: string): Generator<{ pgno: number; page: Uint8Array }, void, void> {
  const bytes = new Uint8Array(readFileSync(path));
  const pageSize = pageSizeOf(bytes)!;
  for (let pgno = 1; pgno <= pageCount(bytes.length, pageSize); pgno++) {
    const page = bytes.subarray(pageOffset(pgno, pageSize), pageOffset(pgno, pageSize) + pageSize);
    if (checkPageChecksum(page, pgno).state === 'good') yield { pgno, page };
  }
}
