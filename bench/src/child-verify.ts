// Verifies a database inside a running Node, without the start of a command:
//   child-verify.ts PATH (verify | checksums) (warm | cold)
// Two passes: the first one compiles the code, the second one is measured, as in a program that
// verifies more than one file.
import { createNodeFileSystem } from '@esekit/core/node';
import { pageRuns, readDatabaseHeader, verifyDatabase } from '@esekit/pages';
import { dropFromCache } from './measure/page-cache';

const [path = '', what, temperature] = process.argv.slice(2);
const fs = createNodeFileSystem();

async function pages(): Promise<number> {
  const { ok, pages } = await verifyDatabase(fs, path);
  return ok ? pages.inFile : -1;
}

/** What `pg_checksums` does: checksum and number of every page, and nothing else. */
async function checksums(): Promise<number> {
  const file = await fs.open(path, 'read');
  const { pageSize } = await readDatabaseHeader(file);
  const pgnoLast = file.sizeSync() / pageSize - 2;
  let suspects = 0;
  for (const run of pageRuns({ file, pageSize, pgnoFirst: 1, pgnoLast })) suspects += run.suspects;
  await file.close();
  return suspects === 0 ? pgnoLast : -1;
}

const pass = what === 'checksums' ? checksums : pages;
await pass();
if (temperature === 'cold') dropFromCache(path);
const startedAt = performance.now();
const inFile = await pass();
console.log(JSON.stringify({ seconds: (performance.now() - startedAt) / 1000, pages: inFile }));
