import type { File } from '@esekit/core';

/** One operation on a file. */
export type FileStep =
  /** Answered with the number of bytes read. */
  | { readonly do: 'read'; readonly target: Uint8Array; readonly position: number }
  | { readonly do: 'write'; readonly source: Uint8Array; readonly position: number }
  /** Extends a file that is shorter. */
  | { readonly do: 'extend'; readonly size: number }
  | { readonly do: 'sync' };

/**
 * What is done with a file, in order: written once, and run with or without waiting. The first operation
 * that fails ends it.
 */
export type FileProgram<T> = Generator<FileStep, T, number>;

export async function run<T>(file: File, program: FileProgram<T>): Promise<T> {
  let next = program.next(0);
  while (next.done !== true) {
    const step = next.value;
    let answer = 0;
    if (step.do === 'read') answer = await file.read(step.target, step.position);
    else if (step.do === 'write') await file.write(step.source, step.position);
    else if (step.do === 'sync') await file.sync();
    else if ((await file.size()) < step.size) await file.truncate(step.size);
    next = program.next(answer);
  }
  return next.value;
}

export function runSync<T>(file: File, program: FileProgram<T>): T {
  let next = program.next(0);
  while (next.done !== true) {
    const step = next.value;
    let answer = 0;
    if (step.do === 'read') answer = file.readSync(step.target, step.position);
    else if (step.do === 'write') file.writeSync(step.source, step.position);
    else if (step.do === 'sync') file.syncSync();
    else if (file.sizeSync() < step.size) file.truncateSync(step.size);
    next = program.next(answer);
  }
  return next.value;
}
