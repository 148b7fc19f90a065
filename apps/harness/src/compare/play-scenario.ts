import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resultOf } from '../process/result';
import { runScenario } from '../process/run-scenario';
import { compareScenario } from './compare-scenario';
import type { Difference } from './difference';
import { explanationOf } from './known-differences';
import type { RecordedScenario } from './recorded-scenario';
import { unsupportedLocale } from './unsupported-locale';

/** How a scenario came out. */
export interface Verdict {
  readonly scenario: string;
  /** Why it was not run. */
  readonly skipped: string | undefined;
  /** None: it is as recorded. */
  readonly differences: readonly Difference[];
  /** Why all of them are meant. */
  readonly explanation: string | undefined;
}

export interface PlayOptions {
  /** Where the folders of the runs go; they stay there. Default: temporary ones. */
  readonly keepIn?: string | undefined;
  /** Where the built processes are; default: beside this file. */
  readonly programs?: string | undefined;
}

/** Runs a recorded scenario in a folder of its own and compares what comes out. */
export async function playScenario(
  recorded: RecordedScenario,
  { keepIn, programs }: PlayOptions = {},
): Promise<Verdict> {
  const scenario = recorded.name;
  const locale = unsupportedLocale(recorded);
  if (locale !== undefined)
    return { scenario, skipped: `locale ${locale}`, differences: [], explanation: undefined };
  const place =
    keepIn === undefined ? mkdtempSync(join(tmpdir(), 'esekit-scenario-')) : freshFolder(keepIn, scenario);
  try {
    const folder = join(place, 'files');
    mkdirSync(folder);
    const trace = join(place, 'trace.jsonl');
    const processes = await runScenario({ script: recorded.scriptPath, folder, trace, programs });
    const run = { trace: readFileSync(trace, 'utf8'), folder, result: resultOf(processes, folder) };
    const failure = processes.failure === undefined ? [] : [runFailure(processes.failure)];
    const differences = [...failure, ...compareScenario(recorded, run)];
    const explanation = explanationOf(scenario, differences)?.reason;
    return { scenario, skipped: undefined, differences, explanation };
  } finally {
    if (keepIn === undefined) rmSync(place, { recursive: true, force: true });
  }
}

function freshFolder(parent: string, name: string): string {
  const folder = join(parent, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}

function runFailure(found: string): Difference {
  return { part: 'run', where: 'process', expected: 'an end by the script', found };
}
