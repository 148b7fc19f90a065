import { relative, resolve, sep } from 'node:path';

/** A path of a script as this system has it; `/` and `\` both separate. */
export function localPath(path: string): string {
  return path.replaceAll('\\', '/');
}

export function absolutePath(path: string): string {
  return resolve(localPath(path));
}

/** A path as traces show it: relative to the folder of the scenario, with `/`. */
export function shownPath(path: string): string {
  const isFolder = /[\\/]$/.test(path);
  const shown = relative(process.cwd(), path).split(sep).join('/');
  return isFolder ? `${shown === '' ? '.' : shown}/` : shown;
}
