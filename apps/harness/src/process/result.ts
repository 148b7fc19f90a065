import type { ScenarioResult } from '../compare/result';
import { databaseHeaders } from './headers';
import type { ScenarioProcesses } from './run-scenario';

/** What is compared besides trace and dumps, from the processes of a scenario and the folder they left. */
export function resultOf({ exits, commands }: ScenarioProcesses, folder: string): ScenarioResult {
  return { exits, commands, headers: databaseHeaders(folder) };
}

/** As `expected.json` has it. */
export function formatResult(result: ScenarioResult): string {
  return `${JSON.stringify(result, undefined, 1)}\n`;
}
