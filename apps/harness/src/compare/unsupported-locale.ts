import { parseScript } from '../script/script-line';
import type { RecordedScenario } from './recorded-scenario';

/** The locale whose keys the engine here builds. */
const supported = 'en-us';

/**
 * A locale that the script uses and whose keys we cannot build: such a scenario is skipped, not failed (scenario
 * language §7). A name that the recording refused is none.
 */
export function unsupportedLocale(recorded: RecordedScenario): string | undefined {
  const naming = parseScript(recorded.script).flatMap(({ line, words }) => {
    const locale = words.find((word) => word.startsWith('locale='))?.slice('locale='.length);
    return locale === undefined || locale.toLowerCase() === supported ? [] : [{ line, locale }];
  });
  if (naming.length === 0) return undefined;
  const refused = refusedLines(recorded.trace());
  return naming.find(({ line }) => !refused.has(line))?.locale;
}

function refusedLines(trace: string): ReadonlySet<number> {
  const lines = trace.split('\n').filter((line) => line !== '');
  return new Set(
    lines
      .map((line) => JSON.parse(line) as { line: number; rc: number | null })
      .filter(({ rc }) => rc === null || rc < 0)
      .map(({ line }) => line),
  );
}
