import { verifyFile, verifyFolder } from '@esekit/backup';
import { JetError, type ProgressSink } from '@esekit/core';
import { identifyFile } from '@esekit/log';
import { exitCode, type Environment, type ExitCode } from '../environment';
import { readingInput, reportFailure } from '../failure';
import { requireInput } from '../input-path';
import { printJson } from '../output/json';
import { progressDisplay } from '../output/progress';
import { styleFor } from '../output/style';
import { verificationJson, type Verification } from '../output/verification-json';
import { verificationText } from '../output/verification-text';
import { withCommonOptions, type AddCommand, type CommonOptions } from './add-command';
import { repairBits } from './repair-bits';

interface VerifyOptions extends CommonOptions {
  readonly repairBits?: boolean;
  readonly out?: string;
  readonly force?: boolean;
}

export const addVerify: AddCommand = (program, env, done) => {
  const command = withCommonOptions(program.command('verify'))
    .description('check every page and segment of databases, logs, checkpoints, flush maps, sets and folders')
    .argument('<path...>', 'files or folders')
    .option('--repair-bits', 'write a copy of a database with single wrong bits put right')
    .option('--out <file>', 'where the corrected copy goes')
    .option('--force', 'overwrite the file of --out')
    .action(async (paths: string[], options: VerifyOptions) => {
      const { out } = options;
      if (!options.repairBits) {
        if (out !== undefined || options.force)
          command.error('error: --out and --force belong to --repair-bits');
        done(await verifyAll(paths, options, env));
        return;
      }
      const [path] = paths;
      if (path === undefined || paths.length > 1 || out === undefined) {
        return command.error('error: --repair-bits takes one file and --out FILE');
      }
      done(await repairBits(path, { ...options, out }, env));
    });
};

async function verifyAll(paths: string[], options: VerifyOptions, env: Environment): Promise<ExitCode> {
  let worst: ExitCode = exitCode.done;
  for (const path of paths) {
    const code = await verifyOne(path, options, env);
    worst = Math.max(worst, code) as ExitCode;
    if (env.signal.aborted) break;
  }
  return worst;
}

async function verifyOne(path: string, options: VerifyOptions, env: Environment): Promise<ExitCode> {
  const progress = progressDisplay(env, options.quiet === true);
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
