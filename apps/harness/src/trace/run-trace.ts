import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runProcess } from '../process/run-process';
import { prepareFiles } from './prepared-files';
import type { CallResult } from './result-line';
import { readCallTrace, type CallTrace } from './trace-file';

export interface TracePlace {
  readonly trace: string;
  /** Empty; the current folder of the processes. */
  readonly folder: string;
  /** File for the results. */
  readonly results: string;
  /** Where the built processes are; default: beside this file. */
  readonly programs?: string | undefined;
}

export interface TraceRun {
  readonly trace: CallTrace;
  readonly results: readonly CallResult[];
  /** What a process said that ended out of order. */
  readonly failure: string | undefined;
}

/** Replays a call trace: one process after the other, each from the line behind `@crash` or `@newprocess`. */
export async function runTrace(place: TracePlace): Promise<TraceRun> {
  const trace = readCallTrace(place.trace);
  const file = resolve(place.results);
  const program = join(place.programs ?? import.meta.dirname, 'trace-process.js');
  writeFileSync(file, '');
  prepareFiles(trace.scenario, place.folder);
  const endings = trace.calls.filter(({ call }) => call === '@crash' || call === '@newprocess');
  for (const first of [0, ...endings.map(({ line }) => line + 1)]) {
    const { isKilled, code, errors } = await runProcess(
      program,
      [resolve(place.trace), file, String(first)],
      place.folder,
    );
    if (isKilled || code === 0) continue;
    return { trace, results: resultsOf(file), failure: `exit code ${code ?? '(none)'}: ${errors}` };
  }
  return { trace, results: resultsOf(file), failure: undefined };
}

function resultsOf(file: string): readonly CallResult[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as CallResult);
}
