import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { corpus, unpackArchive, unpackFile } from '@esekit/testkit';

/** Every file below `folder`, in a fixed order. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .sort();
}

/** Names of the archives of the engine's scenarios. */
export function engineArchives(): string[] {
  if (!corpus.available) return [];
  return readdirSync(corpus.path('engine')).filter((name) => name.endsWith('.tar.gz'));
}

export function unpackEngineArchive(name: string, folder: string): string {
  return unpackArchive(corpus.path('engine', name), join(folder, basename(name, '.tar.gz')));
}

/** Folders of the Windows sets that have logs. */
export function windowsLogSets(): string[] {
  if (!corpus.available) return [];
  return readdirSync(corpus.path('windows')).filter((set) => {
    const folder = corpus.path('windows', set);
    return statSync(folder).isDirectory() && readdirSync(folder).some((name) => /\.log\.gz$/i.test(name));
  });
}

/** Unpacks the logs, reserve logs and checkpoints of a Windows set. */
export function unpackWindowsSet(set: string, folder: string): string {
  const target = join(folder, set);
  mkdirSync(target, { recursive: true });
  for (const name of readdirSync(corpus.path('windows', set))) {
    if (/\.(log|jrs|chk)\.gz$/i.test(name)) unpackFile(corpus.path('windows', set, name), target);
  }
  return target;
}
