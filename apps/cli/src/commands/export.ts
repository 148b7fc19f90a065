import { Option, type Command } from 'commander';
import type { ExportFormat } from '../export/export-table';
import type { ExportOptions } from '../verbs/export';
import { withCommonOptions, type AddCommand } from './add-command';
import { collect } from './collect';
import { requireLogUsage, withLogOptions } from './log-options';

const formats: readonly ExportFormat[] = ['jsonl', 'csv'];

export const addExport: AddCommand = (program, env, done) => {
  const command = withLogOptions(withCommonOptions(program.command('export')))
    .description('the rows of a database, as JSON lines or CSV')
    .argument('<db>', 'a database')
    .addOption(new Option('--format <name>', 'form of the rows').choices(formats).default('jsonl'))
    .option('--table <name>', 'only this table; may be given several times', collect, [])
    .option('--index <name>', 'in the order of this index of the one table')
    .option('--system', 'also the tables of the engine itself')
    .option('--out <dir>', 'one file per table in this folder, instead of standard output')
    .option('--force', 'overwrite files in the folder of --out')
    .action(async (path: string, options: ExportOptions) => {
      requireUsage(command, options);
      const { exportRows } = await import('../verbs/export');
      done(await exportRows(path, options, env, command));
    });
};

/** What can be said of the options before anything is opened. */
function requireUsage(command: Command, options: ExportOptions): void {
  const { index, table, out, force, json, format } = options;
  requireLogUsage(command, options);
  if (index !== undefined && table.length !== 1)
    command.error('error: --index belongs to exactly one --table');
  if (force && out === undefined) command.error('error: --force belongs to --out');
  if (json && format === 'csv' && out === undefined) {
    command.error('error: --json and --format csv exclude each other on standard output');
  }
}
