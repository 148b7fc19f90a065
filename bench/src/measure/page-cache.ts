import { closeSync, openSync, readSync } from 'node:fs';
import { findProgram } from './find-program';
import { runCommand } from './run-command';

/** What keeps cold measurements from being made here; `undefined` when nothing does. */
export function whyNoColdRuns(): string | undefined {
  const missing = ['dd', 'fincore'].filter((name) => findProgram(name) === undefined);
  return missing.length > 0 ? `${missing.join(' and ')} not found` : undefined;
}

/** Bytes of the file that are in the page cache. */
export function residentBytes(path: string): number {
  const { output } = runCommand({
    file: 'fincore',
    args: ['--bytes', '--noheadings', '--output', 'RES', path],
  });
  return Number(output.trim());
}

/** Takes the file, and nothing else, out of the page cache, and makes sure that it is out. */
export function dropFromCache(path: string): void {
  // Dirty pages cannot be dropped; the data files have long been written, so this costs nothing.
  runCommand({ file: 'sync', args: [path] });
  runCommand({ file: 'dd', args: [`if=${path}`, 'iflag=nocache', 'count=0', 'status=none'] });
  const left = residentBytes(path);
  if (left > 0)
    throw new Error(`${path}: ${left} bytes stay in the page cache, so nothing can be measured cold`);
}

/** Reads the file, so that it is in the page cache. */
export function warm(path: string): void {
  const buffer = new Uint8Array(4 << 20);
  const fd = openSync(path, 'r');
  while (readSync(fd, buffer, 0, buffer.length, null) > 0);
  closeSync(fd);
}
