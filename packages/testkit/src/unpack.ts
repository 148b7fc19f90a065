import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import * as tar from 'tar';

/** Unpacks a `.tar.gz` into `folder` and returns `folder`. */
export function unpackArchive(archive: string, folder: string): string {
  mkdirSync(folder, { recursive: true });
  tar.extract({ file: archive, cwd: folder, sync: true });
  return folder;
}

/** Unpacks `NAME.gz` into `folder/NAME` and returns that path. */
export function unpackFile(gz: string, folder: string): string {
  mkdirSync(folder, { recursive: true });
  const target = join(folder, basename(gz, '.gz'));
  writeFileSync(target, gunzipSync(readFileSync(gz)));
  return target;
}
