import type { Command } from 'commander';
import type { LogOptions } from '../recovery/open-with-logs';

/** The options of verbs that can read a database as recovery would leave it. */
export function withLogOptions(command: Command): Command {
  return command
    .option('--with-logs', 'as recovery with its logs would leave it; no file is changed')
    .option('--logs <dir>', 'where the logs are; by default with the database')
    .option('--base <name>', 'base name of the logs, where the folder holds several streams');
}

export function requireLogUsage(command: Command, { withLogs, logs, base }: LogOptions): void {
  if (!withLogs && (logs !== undefined || base !== undefined)) {
    command.error('error: --logs and --base belong to --with-logs');
  }
  if (base !== undefined && base.length !== 3) command.error('error: a base name has three characters');
}
