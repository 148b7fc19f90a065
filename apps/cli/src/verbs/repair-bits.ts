import { JetError, type FileSystem } from '@esekit/core';
import { copyWithCorrectedBits, type BadPage, type BitRepair } from '@esekit/pages';
import { exitCode, type Environment, type ExitCode } from '../environment';
import { reportFailure } from '../failure';
import { requireDatabase } from '../input-path';
import { printJson } from '../output/json';
import { printable } from '../output/printable';
import { progressDisplay } from '../output/progress';
import { count, shortened } from '../output/text';

export interface RepairOptions {
  readonly out: string;
  readonly force?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `verify --repair-bits`: a corrected copy beside the file, which itself is only read. */
export async function repairBits(path: string, options: RepairOptions, env: Environment): Promise<ExitCode> {
  const { out } = options;
  const progress = await progressDisplay(env, options.quiet === true);
  try {
    const { fs, signal } = env;
    await requireDatabase(fs, path);
    if (isSamePath(fs, path, out)) {
      throw new JetError('JET_errFileAccessDenied', `${out} is the file itself, which is only read`);
    }
    const result = await copyWithCorrectedBits(fs, path, out, {
      overwrite: options.force === true,
      onProgress: progress.sink,
      signal,
    });
    progress.stop();
    if (options.json) printJson(env.stdout, { path, out, ...result });
    else env.stdout.write(repairText(out, result));
    return result.ok ? exitCode.done : exitCode.damageOrFailure;
  } catch (failure) {
    progress.stop();
    return reportFailure(env, failure, options.json === true, { path, out });
  }
}

/** Not even `--force` may replace the evidence by its copy. */
function isSamePath(fs: FileSystem, a: string, b: string): boolean {
  const normal = (path: string): string => fs.join(fs.directoryName(path), fs.baseName(path));
  return normal(a) === normal(b);
}

function repairText(out: string, { corrected, left, headersRewritten }: BitRepair): string {
  const lines = (pages: readonly BadPage[], what: string): string[] =>
    shortened(pages.map((page) => `page ${page.page}: ${page.text}: ${what}`));
  return [
    ...lines(corrected, 'put right'),
    ...lines(left, 'left as it is'),
    ...(headersRewritten > 0 ? ['header: the damaged copy is made from the intact one'] : []),
    `${printable(out)}: ${count(corrected.length, 'page')} put right, ${left.length} left\n`,
  ].join('\n');
}
