import { Command, CommanderError } from 'commander';
import { addBackup } from './commands/backup';
import { addCheck } from './commands/check';
import { addExport } from './commands/export';
import { addInfo } from './commands/info';
import { addLog } from './commands/log';
import { addRecover } from './commands/recover';
import { addRestore } from './commands/restore';
import { addSchema } from './commands/schema';
import { addSpace } from './commands/space';
import { addTables } from './commands/tables';
import { addVerify } from './commands/verify';
import { exitCode, type Environment, type ExitCode } from './environment';
import { reportFailure } from './failure';
import { printable } from './output/printable';
import { version } from './version';

const verbs = [
  addInfo,
  addVerify,
  addTables,
  addSchema,
  addExport,
  addCheck,
  addSpace,
  addLog,
  addRecover,
  addBackup,
  addRestore,
];

/** Runs the command line; returns the exit code. */
export async function main(args: readonly string[], env: Environment): Promise<ExitCode> {
  let result: ExitCode = exitCode.done;
  const done = (code: ExitCode): void => {
    result = code;
  };
  const program = createProgram(env);
  for (const add of verbs) add(program, env, done);
  try {
    await program.parseAsync(args, { from: 'user' });
    return result;
  } catch (failure) {
    if (failure instanceof CommanderError) return failure.exitCode === 0 ? exitCode.done : exitCode.usage;
    return reportFailure(env, failure, false);
  }
}

function createProgram(env: Environment): Command {
  const width = (output: Environment['stdout']): number => Math.min(output.columns ?? 100, 100);
  return new Command('esekit')
    .description('Look into, verify, back up and restore ESE databases on any system.')
    .version(version)
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: (text) => env.stdout.write(text),
      writeErr: (text) => env.stderr.write(text),
      getOutHelpWidth: () => width(env.stdout),
      getErrHelpWidth: () => width(env.stderr),
      getOutHasColors: () => env.stdout.hasColours,
      getErrHasColors: () => env.stderr.hasColours,
      outputError: (text, write) => write(usageError(text)),
    })
    .exitOverride();
}

/** One line that says what is wrong and one with what helps: a suggestion where there is one. */
function usageError(text: string): string {
  const [problem = '', suggestion = ''] = text.trim().split('\n');
  const hint =
    suggestion === '' ? '(esekit --help lists the verbs, esekit help VERB its options)' : suggestion;
  return `esekit: ${printable(problem.replace(/^error: /, ''))}\n  ${printable(hint)}\n`;
}
