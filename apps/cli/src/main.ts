import { Command, CommanderError } from 'commander';
import { addBackup } from './commands/backup';
import { addInfo } from './commands/info';
import { addRestore } from './commands/restore';
import { addVerify } from './commands/verify';
import { exitCode, type Environment, type ExitCode } from './environment';
import { reportFailure } from './failure';
import { version } from './version';

/** Runs the command line; returns the exit code. */
export async function main(args: readonly string[], env: Environment): Promise<ExitCode> {
  let result: ExitCode = exitCode.done;
  const done = (code: ExitCode): void => {
    result = code;
  };
  const program = new Command('esekit')
    .description('Look into, verify, back up and restore ESE databases on any system.')
    .version(version)
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: (text) => env.stdout.write(text),
      writeErr: (text) => env.stderr.write(text),
      outputError: (text, write) => write(text.replace(/^error: /, 'esekit: ')),
    })
    .exitOverride();
  for (const add of [addInfo, addVerify, addBackup, addRestore]) add(program, env, done);
  try {
    await program.parseAsync(args, { from: 'user' });
    return result;
  } catch (failure) {
    if (failure instanceof CommanderError) return failure.exitCode === 0 ? exitCode.done : exitCode.usage;
    return reportFailure(env, failure, false);
  }
}
