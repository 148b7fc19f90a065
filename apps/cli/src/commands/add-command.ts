import type { Command } from 'commander';
import type { Environment, ExitCode } from '../environment';

/** Adds one verb to the program; `done` receives its exit code. */
export type AddCommand = (program: Command, env: Environment, done: (code: ExitCode) => void) => void;

/** Options every verb has. */
export interface CommonOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export function withCommonOptions(command: Command): Command {
  return command
    .option('--json', 'print one JSON object instead of text')
    .option('--quiet', 'show no progress');
}
