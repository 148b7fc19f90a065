import { JetError } from '@esekit/core';
import { exitCode, type Environment, type ExitCode } from '../environment';
import { readingInput, reportFailure } from '../failure';
import { readFileInfo, type FileInfo } from '../file-info';
import { fieldText } from '../output/field-text';
import { printJson } from '../output/json';
import { bad, dim, fieldLines, good, heading } from '../output/text';
import { withCommonOptions, type AddCommand, type CommonOptions } from './add-command';

export const addInfo: AddCommand = (program, env, done) => {
  withCommonOptions(program.command('info'))
    .description('what a file is, and its header field by field')
    .argument('<file>')
    .action(async (file: string, options: CommonOptions) => {
      done(await info(file, options, env));
    });
};

async function info(path: string, options: CommonOptions, env: Environment): Promise<ExitCode> {
  try {
    const result = await readFileInfo(env.fs, path);
    if (options.json) printJson(env.stdout, result);
    else env.stdout.write(infoText(result));
    if (result.header !== null || result.headers.length === 0) return exitCode.done;
    env.stderr.write(
      `esekit: ${new JetError('JET_errReadVerifyFailure', `${path}: the header is damaged`)}\n`,
    );
    return exitCode.damageOrFailure;
  } catch (failure) {
    return reportFailure(env, failure, options.json === true, { path }, readingInput);
  }
}

const typeNames: Readonly<Record<FileInfo['type'], string>> = {
  database: 'database',
  backupDatabase: 'database in a backup set',
  log: 'transaction log',
  checkpoint: 'checkpoint',
  flushMap: 'flush map',
  reserveLog: 'reserve log',
  unknown: 'unknown: none of the files of this engine',
};

function infoText({ path, type, headers, pageSize, state, header, trailer }: FileInfo): string {
  const facts: [string, string][] = [['type', typeNames[type]]];
  for (const { copy, checksum } of headers) {
    facts.push([`${copy} header`, checksum === 'good' ? good('good') : bad('bad')]);
  }
  if (pageSize !== null) facts.push(['page size', String(pageSize)]);
  if (state !== null) facts.push(['state', state]);
  const parts = [`${heading(path)}\n${fieldLines(facts)}`];
  if (header) parts.push(`${dim('header')}\n${headerLines(header)}`);
  if (trailer) parts.push(`${dim('backup trailer')}\n${headerLines(trailer)}`);
  return `${parts.join('\n\n')}\n`;
}

function headerLines(header: Readonly<Record<string, unknown>>): string {
  return fieldLines(Object.entries(header).map(([name, value]) => [name, fieldText(value)]));
}
