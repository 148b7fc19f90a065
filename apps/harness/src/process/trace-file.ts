import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';

/** The trace of a scenario, to which each of its processes appends. A line is with the system before the next
 * command runs, so none is lost when the process is killed. */
export class TraceFile {
  readonly #descriptor: number;

  constructor(path: string) {
    this.#descriptor = openSync(path, 'a');
  }

  append(line: string): void {
    writeSync(this.#descriptor, `${line}\n`);
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

/** The last command of a trace; `undefined` when it is empty. */
export function lastCommand(path: string): { readonly line: number; readonly cmd: string } | undefined {
  const last = readFileSync(path, 'utf8').trimEnd().split('\n').at(-1);
  if (last === undefined || last === '') return undefined;
  return JSON.parse(last) as { line: number; cmd: string };
}

export function traceLength(path: string): number {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '').length;
}
