import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { FileSystem } from '@esekit/core';
import { createNodeFileSystem } from '@esekit/core/node';
import { corpus, temporaryFolder, unpackArchive, unpackFile } from '@esekit/testkit';
import { decodeTrailer, expectsTrailer, type Trailer } from '../../src/header/trailer';
import { readDatabaseHeader, type HeaderReading } from '../../src/header/header-copies';
import { pageRuns } from '../../src/scan/page-source';
import { pageStatus } from '../../src/checksum/kernel';
import { PageView } from '../../src/page/page-header';
import { verifyDatabase } from '../../src/verify/verify-database';
import type { DatabaseVerification } from '../../src/verify/database-verification';

export const nodeFiles: FileSystem = createNodeFileSystem();

/** A database of the engine archives and its reports, as far as they were saved. */
export interface EngineDatabase {
  readonly name: string;
  readonly path: string;
  readonly checksumReport?: string;
  readonly headerReport?: string;
}

/** Unpacks every archive of the engine and finds the database that each report is about. */
export function unpackEngineDatabases(): { databases: EngineDatabase[]; withoutFile: string[] } {
  const folder = temporaryFolder();
  for (const name of readdirSync(corpus.path('engine')).filter((entry) => entry.endsWith('.tar.gz'))) {
    unpackArchive(corpus.path('engine', name), folder);
  }
  const databases: EngineDatabase[] = [];
  const withoutFile: string[] = [];
  for (const archive of readdirSync(folder).sort()) {
    for (const tool of readdirSync(join(folder, archive)).filter((entry) => entry.endsWith('.tool'))) {
      for (const file of reportedDatabases(join(folder, archive, tool))) {
        const name = `${archive}/${tool.slice(0, -'.tool'.length)}/${file.replaceAll('__', '/')}`;
        const path = join(folder, name);
        if (!existsSync(path)) {
          withoutFile.push(name);
          continue;
        }
        databases.push({ name, path, ...reportsOf(join(folder, archive, tool, file)) });
      }
    }
  }
  return { databases, withoutFile };
}

function reportedDatabases(tool: string): string[] {
  const names = readdirSync(tool).flatMap((entry) => /^(.*)\.(?:k|mh)\.txt$/.exec(entry)?.[1] ?? []);
  return [...new Set(names)].sort();
}

function reportsOf(base: string): Pick<EngineDatabase, 'checksumReport' | 'headerReport'> {
  const read = (path: string): string | undefined =>
    existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  const checksumReport = read(`${base}.k.txt`);
  const headerReport = read(`${base}.mh.txt`);
  return { ...(checksumReport ? { checksumReport } : {}), ...(headerReport ? { headerReport } : {}) };
}

/** Unpacks a file of the `windows` part. */
export function unpackWindowsFile(item: string, file: string, folder: string): string {
  return unpackFile(corpus.path('windows', item, `${file}.gz`), join(folder, item));
}

/** A text of the corpus, packed or not. */
export function readText(path: string): string {
  return path.endsWith('.gz') ? gunzipSync(readFileSync(path)).toString('utf8') : readFileSync(path, 'utf8');
}

export function verifyFile(path: string): Promise<DatabaseVerification> {
  return verifyDatabase(nodeFiles, path);
}

/** The header of a file, and the trailer when it still has one. */
export async function readHeaderAndTrailer(path: string): Promise<HeaderReading & { trailer?: Trailer }> {
  const file = nodeFiles.openSync(path, 'read');
  try {
    const reading = await readDatabaseHeader(file);
    if (!expectsTrailer(reading.header)) return reading;
    const page = new Uint8Array(reading.pageSize);
    file.readSync(page, file.sizeSync() - reading.pageSize);
    return { ...reading, trailer: decodeTrailer(page) };
  } finally {
    file.closeSync();
  }
}

/** The highest dbtime of all intact pages, and every page that has it. */
export function highestDbtime(
  path: string,
  pageSize: number,
  inFile: number,
): { dbtime: bigint; pages: number[] } {
  const file = nodeFiles.openSync(path, 'read');
  const view = new PageView(new Uint8Array(pageSize));
  let dbtime = 0n;
  let pages: number[] = [];
  for (const run of pageRuns({ file, pageSize, pgnoFirst: 1, pgnoLast: inFile })) {
    for (let i = 0; i < run.count; i++) {
      if (run.statuses[i] !== pageStatus.good) continue;
      view.reset(run.bytes, i * pageSize);
      if (view.dbtime > dbtime) [dbtime, pages] = [view.dbtime, []];
      if (view.dbtime === dbtime) pages.push(run.pgnoFirst + i);
    }
  }
  file.closeSync();
  return { dbtime, pages };
}
