import {
  checkDatabase,
  checkFile,
  type CheckOptions,
  type CheckProblem,
  type CheckResult,
  type CheckSink,
} from '@esekit/engine';
import type { CommonOptions } from '../commands/add-command';
import { withDatabase } from '../database/database-session';
import { exitCode, type Environment, type ExitCode } from '../environment';
import { reportFailure } from '../failure';
import { checkJson, checkText, type CheckReport } from '../output/check-report';
import { printJson } from '../output/json';
import type { ProgressDisplay } from '../output/progress';
import { styleFor } from '../output/style';
import type { LogOptions } from '../recovery/open-with-logs';

/** Trees, space, catalog, records, indexes and long values against each other. */
export function check(
  path: string,
  options: CommonOptions & LogOptions,
  env: Environment,
): Promise<ExitCode> {
  const problems: CheckProblem[] = [];
  const sink: CheckSink = (problem) => problems.push(problem);
  const settings = (progress: ProgressDisplay): CheckOptions => ({
    onProgress: progress.sink,
    signal: env.signal,
  });
  const onDamagedCatalog = async (progress: ProgressDisplay): Promise<ExitCode> => {
    try {
      return print(env, options, path, problems, await checkFile(env.fs, path, sink, settings(progress)));
    } catch (failure) {
      return reportFailure(env, failure, options.json === true, { path });
    } finally {
      progress.stop();
    }
  };
  // The file alone is not what is asked for with its logs.
  const session = options.withLogs ? options : { ...options, onDamagedCatalog };
  return withDatabase(env, path, session, async ({ database, progress, damage }) => {
    const result = await checkDatabase(database, sink, settings(progress));
    progress.stop();
    // A page whose wrong bits were put right on reading is good for the check, and damaged in the file.
    for (const { page, text } of damage.corrected) {
      problems.push({ kind: 'pageDamaged', severity: 'error', page, text });
    }
    return print(env, options, path, problems, result);
  });
}

function print(
  { stdout }: Environment,
  options: CommonOptions,
  path: string,
  problems: readonly CheckProblem[],
  { notes }: CheckResult,
): ExitCode {
  const ok = problems.every(({ severity }) => severity !== 'error');
  const report: CheckReport = { path, ok, problems, notes };
  if (options.json) printJson(stdout, checkJson(report));
  else stdout.write(checkText(report, styleFor(stdout)));
  return ok ? exitCode.done : exitCode.damageOrFailure;
}
