import { verifyFile, verifyFolder } from '@esekit/backup';
import { JetError } from '@esekit/core';
import { identifyFile } from '@esekit/log';
import { copyWithCorrectedBits } from '@esekit/pages';
import { exitCode, type Environment, type ExitCode } from '../environment';
import { readingInput, reportFailure } from '../failure';
import { printJson } from '../output/json';
import { progressDisplay } from '../output/progress';
import { verificationJson, type Verification } from '../output/verification-json';
import { verificationText } from '../output/verification-text';
import { withCommonOptions, type AddCommand, type CommonOptions } from './add-command';

interface VerifyOptions extends CommonOptions {
  readonly repairBits?: boolean;
  readonly out?: string;
  readonly force?: boolean;
}

export const addVerify: AddCommand = (program, env, done) => {
  withCommonOptions(program.command('verify'))
    .description('check every page and segment of databases, logs, checkpoints, flush maps, sets and folders')
    .argument('<path...>', 'files or folders')
    .option('--repair-bits', 'write a copy with single wrong bits put right')
    .option('--out <file>', 'where the corrected copy goes')
    .option('--force', 'overwrite the file of --out')
    .action(async (paths: string[], options: VerifyOptions) => {
      done(options.repairBits ? await repairBits(paths, options, env) : await verifyAll(paths, options, env));
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
    else env.stdout.write(verificationText(result));
    return result.ok ? exitCode.done : exitCode.damageOrFailure;
  } catch (failure) {
    progress.stop();
    const type = await typeOf(path, env);
    return reportFailure(env, failure, options.json === true, { path, ...type }, readingInput);
  }
}

async function verifyPath(
  path: string,
  env: Environment,
  onProgress: ReturnType<typeof progressDisplay>['sink'],
): Promise<Verification> {
  const { fs, signal } = env;
  const facts = await fs.stat(path);
  if (facts === undefined) throw new JetError('JET_errFileNotFound', `${path} does not exist`);
  if (facts.kind === 'directory') return verifyFolder(fs, path, await env.digests(), { onProgress, signal });
  const result = await verifyFile(fs, path, { onProgress, signal });
  if (result) return result;
  if ((await identifyFile(fs, path)) === 'reserveLog') return { path, type: 'reserveLog', ok: true };
  throw new JetError('JET_errFileInvalidType', `${path} is none of the engine's files`);
}

/** The type for a result object that carries an error; nothing where the file cannot be read. */
async function typeOf(path: string, env: Environment): Promise<{ type?: string }> {
  try {
    return { type: await identifyFile(env.fs, path) };
  } catch {
    return {};
  }
}

async function repairBits(paths: string[], options: VerifyOptions, env: Environment): Promise<ExitCode> {
  const [path] = paths as [string];
  try {
    if (paths.length !== 1 || options.out === undefined) {
      env.stderr.write('esekit: --repair-bits takes one file and --out FILE\n');
      return exitCode.usage;
    }
    const { fs, signal } = env;
    const result = await copyWithCorrectedBits(fs, path, options.out, {
      overwrite: options.force === true,
      signal,
    });
    if (options.json) printJson(env.stdout, { path, out: options.out, ...result });
    else {
      for (const page of result.corrected) env.stdout.write(`page ${page.page}: ${page.text}: put right\n`);
      for (const page of result.left) env.stdout.write(`page ${page.page}: ${page.text}: left as it is\n`);
      env.stdout.write(`${options.out}: ${result.corrected.length} corrected, ${result.left.length} left\n`);
    }
    return result.ok ? exitCode.done : exitCode.damageOrFailure;
  } catch (failure) {
    return reportFailure(env, failure, options.json === true, { path });
  }
}
