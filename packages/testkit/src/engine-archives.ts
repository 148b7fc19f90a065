import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { corpus } from './corpus';
import { unpackArchive } from './unpack';

/** Names of the engine's scenarios, without extension; none without the corpus. */
export function engineArchives(): string[] {
  if (!corpus.available) return [];
  return readdirSync(corpus.path('engine'))
    .filter((name) => name.endsWith('.tar.gz'))
    .map((name) => basename(name, '.tar.gz'))
    .sort();
}

/** Unpacks a scenario below `folder` and returns the path of its own folder. */
export function unpackEngineArchive(name: string, folder: string): string {
  return join(unpackArchive(corpus.path('engine', `${name}.tar.gz`), folder), name);
}
