import { verifyFile, verifyFolder } from '@esekit/backup';
import { JetError, type ProgressSink } from '@esekit/core';
import { identifyFile } from '@esekit/log';
import type { CommonOptions } from '../commands/add-command';
import { exitCode, type Environment, type ExitCode } from '../environment';
import { readingInput, reportFailure } from '../failure';
import { requireInput } from '../input-path';
import { printJson } from '../output/json';
import { progressDisplay } from '../output/progress';
import { styleFor } from '../output/style';
import { verificationJson, type Verification } from '../output/verification-json';
import { verificationText } from '../output/verification-text';

/** Verifies files and folders one after the other; the exit code is that of the worst. */
export async function verifyAll(
  paths: readonly string[],
  options: CommonOptions,
  env: Environment,
): Promise<ExitCode> {
  let worst: ExitCode = exitCode.done;
  for (const path of paths) {
    const code = await verifyOne(path, options, env);
    worst = Math.max(worst, code) as ExitCode;
    if (env.signal.aborted) break;
  }
  return worst;
}

async function verifyOne(path: string, options: CommonOptions, env: Environment): Promise<ExitCode> {
  const progress = await progressDisplay(env, options.quiet === true);
  try {
    const result = await verifyPath(path, env, progress.sink);
    progress.stop();
    if (options.json) printJson(env.stdout, verificationJson(result));
    else env.stdout.write(verificationText(result, styleFor(env.stdout)));
    return result.ok ? exitCode.done : exitCode.damageOrFailure;
  } catch (failure) {
    progress.stop();
    const known = options.json ? { path, ...(await typeOf(path, env)) } : {};
    return reportFailure(env, failure, options.json === true, known, readingInput);
  }
}

async function verifyPath(
  path: string,
  env: Environment,
  onProgress: ProgressSink | undefined,
): Promise<Verification> {
  const { fs, signal } = env;
  if ((await requireInput(fs, path)) === 'directory') {
    return verifyFolder(fs, path, await env.digests(), { onProgress, signal });
  }
  const result = await verifyFile(fs, path, { onProgress, signal });
  if (result) return result;
  if ((await identifyFile(fs, path)) === 'reserveLog') return { path, type: 'reserveLog', ok: true };
  throw new JetError('JET_errFileInvalidType', `${path} is none of the engine's files`);
}

/** The type for a result object that carries an error; nothing where the file cannot be read. */
async function typeOf(path: string, env: Environment): Promise<{ type?: string }> {
  try {
    const kind = await requireInput(env.fs, path);
    return kind === 'file' ? { type: await identifyFile(env.fs, path) } : {};
  } catch {
    return {};
  }
}
