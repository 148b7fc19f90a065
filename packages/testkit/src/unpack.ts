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

/** The files of a `.tar.gz` by their names in it. */
export function readArchive(archive: string): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  tar.list({
    file: archive,
    sync: true,
    onReadEntry: (entry) => {
      const pieces: Buffer[] = [];
      entry.on('data', (piece) => pieces.push(piece));
      entry.on('end', () => {
        if (entry.type === 'File') files.set(entry.path, new Uint8Array(Buffer.concat(pieces)));
      });
    },
  });
  return files;
}
