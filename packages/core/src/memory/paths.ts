import { JetError } from '../errors/jet-error';

/**
 * Paths of the in-memory file system: '/'-separated, where `.` and `/` are both the root folder, so that
 * an absolute path and a relative one can name the same file.
 */

/** Longest name of one file or folder, in UTF-16 code units; about what disks allow. */
export const nameLengthMost = 255;

/**
 * The names from the root down. JET_errInvalidPath for an empty path, a NUL and a name that is too long,
 * which no disk would take either.
 */
export function pathSegments(path: string): string[] {
  const segments = normalSegments(path);
  if (path !== '' && !path.includes('\0') && segments.every((name) => name.length <= nameLengthMost)) {
    return segments;
  }
  throw new JetError('JET_errInvalidPath', `${JSON.stringify(path)} is not a path`);
}

export function joinPath(folder: string, name: string): string {
  const path = normalSegments(`${folder}/${name}`).join('/');
  return folder.startsWith('/') ? `/${path}` : path || '.';
}

export function baseNameOf(path: string): string {
  const trimmed = withoutTrailingSlashes(path);
  return trimmed.slice(trimmed.lastIndexOf('/') + 1);
}

export function directoryNameOf(path: string): string {
  const trimmed = withoutTrailingSlashes(path);
  const slash = trimmed.lastIndexOf('/');
  if (slash < 0) return trimmed === '' && path !== '' ? '/' : '.';
  return withoutTrailingSlashes(trimmed.slice(0, slash)) || '/';
}

/** Without empty names and `.`; `..` takes away the one before it, and nothing is above the root. */
function normalSegments(path: string): string[] {
  const segments: string[] = [];
  for (const name of path.split('/')) {
    if (name === '' || name === '.') continue;
    if (name === '..') segments.pop();
    else segments.push(name);
  }
  return segments;
}

function withoutTrailingSlashes(path: string): string {
  let end = path.length;
  while (end > 0 && path[end - 1] === '/') end--;
  return path.slice(0, end);
}
