import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareDumps } from './compare-dumps';
import { compareTraces } from './compare-traces';
import type { Difference } from './difference';
import { jsonDifference } from './json-difference';
import type { RecordedScenario } from './recorded-scenario';
import type { ScenarioResult } from './result';

/** What a run of a scenario left: its trace, its folder with the dumps, and its result. */
export interface ScenarioRun {
  readonly trace: string;
  readonly folder: string;
  readonly result: ScenarioResult;
}

/** All that differs from the recording, in the order trace, dumps, exits, commands, headers. */
export function compareScenario(recorded: RecordedScenario, run: ScenarioRun): readonly Difference[] {
  return [
    ...compareTraces(recorded.trace(), run.trace),
    ...recorded.dumps.flatMap((name) => dumpDifference(recorded, run, name)),
    ...(['exits', 'commands', 'headers'] as const).flatMap((part) =>
      resultDifference(part, recorded.result[part], run.result[part]),
    ),
  ];
}

function dumpDifference(recorded: RecordedScenario, run: ScenarioRun, name: string): readonly Difference[] {
  const path = join(run.folder, name);
  if (!existsSync(path)) return [{ part: 'dump', where: name, expected: 'a dump', found: '(no file)' }];
  const difference = compareDumps(name, recorded.dump(name), readFileSync(path, 'utf8'));
  return difference === undefined ? [] : [difference];
}

function resultDifference(
  part: 'exits' | 'commands' | 'headers',
  expected: unknown,
  found: unknown,
): readonly Difference[] {
  const path = jsonDifference(expected, found);
  if (path === undefined) return [];
  return [{ part, where: path, expected: JSON.stringify(expected), found: JSON.stringify(found) }];
}
