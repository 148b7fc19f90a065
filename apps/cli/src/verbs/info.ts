import { JetError } from '@esekit/core';
import type { CommonOptions } from '../commands/add-command';
import { exitCode, type Environment, type ExitCode } from '../environment';
import { errorLine, readingInput, reportFailure } from '../failure';
import { readFileInfo, type FileInfo } from '../file-info/file-info';
import { infoText } from '../output/info-text';
import { printJson } from '../output/json';
import { styleFor } from '../output/style';

/** What a file is, and its header. */
export async function info(path: string, options: CommonOptions, env: Environment): Promise<ExitCode> {
  let result: FileInfo;
  try {
    result = await readFileInfo(env.fs, path);
  } catch (failure) {
    return reportFailure(env, failure, options.json === true, { path }, readingInput);
  }
  if (options.json) printJson(env.stdout, result);
  else env.stdout.write(infoText(result, styleFor(env.stdout)));
  const [problem] = result.problems;
  if (problem === undefined) return exitCode.done;
  env.stderr.write(errorLine(new JetError(problem.error, `${path}: ${problem.text}`)));
  return exitCode.damageOrFailure;
}
