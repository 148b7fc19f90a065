import { JetError } from '@esekit/core';
import { Option, type Command } from 'commander';
import { withDatabase, type DatabaseSession } from '../database/database-session';
import { findIndex, findTable } from '../database/find-table';
import { isSystemTable } from '../database/system-table';
import { exitCode, type Environment, type ExitCode } from '../environment';
import { exportFiles } from '../export/export-files';
import { exportFormats, exportTable, type ExportFormat, type TableExport } from '../export/export-table';
import { exportJson, exportText } from '../export/export-report';
import { reportFailure } from '../failure';
import { printJson } from '../output/json';
import { styleFor } from '../output/style';
import { withCommonOptions, type AddCommand, type CommonOptions } from './add-command';

interface ExportOptions extends CommonOptions {
  readonly format: ExportFormat;
  readonly table: readonly string[];
  readonly index?: string;
  readonly system?: boolean;
  readonly out?: string;
  readonly force?: boolean;
  readonly withLogs?: boolean;
}

export const addExport: AddCommand = (program, env, done) => {
  const command = withCommonOptions(program.command('export'))
    .description('the rows of a database, as JSON lines or CSV')
    .argument('<db>', 'a database')
    .addOption(new Option('--format <name>', 'form of the rows').choices(exportFormats).default('jsonl'))
    .option('--table <name>', 'only this table; may be given several times', collectNames, [])
    .option('--index <name>', 'in the order of this index of the one table')
    .option('--system', 'also the tables of the engine itself')
    .option('--out <dir>', 'one file per table in this folder, instead of standard output')
    .option('--force', 'overwrite files in the folder of --out')
    .option('--with-logs', 'as recovery with the logs would show it; not available yet')
    .action(async (path: string, options: ExportOptions) => {
      requireUsage(command, options);
      done(await exportRows(path, options, env, command));
    });
};

function collectNames(name: string, names: readonly string[]): string[] {
  return [...names, name];
}

/** What can be said of the options before anything is opened. */
function requireUsage(command: Command, options: ExportOptions): void {
  const { index, table, out, force, json, format } = options;
  if (index !== undefined && table.length !== 1)
    command.error('error: --index belongs to exactly one --table');
  if (force && out === undefined) command.error('error: --force belongs to --out');
  if (json && format === 'csv' && out === undefined) {
    command.error('error: --json and --format csv exclude each other on standard output');
  }
}

async function exportRows(
  path: string,
  options: ExportOptions,
  env: Environment,
  command: Command,
): Promise<ExitCode> {
  if (options.withLogs) {
    const error = new JetError('JET_errFeatureNotAvailable', '--with-logs is not available yet', {
      hint: 'Recover a copy of the database with its logs, then export that.',
    });
    return reportFailure(env, error, options.json === true, { path });
  }
  return withDatabase(env, path, options, async (session) => {
    const tables = plan(session, options);
    const { out } = options;
    if (out === undefined) return exportToOutput(session, tables, options, command);
    const files = await exportFiles(session, tables, out, options.force === true);
    if (options.json) printJson(env.stdout, exportJson(files, session.damage.count));
    else env.stdout.write(exportText(files, styleFor(env.stdout)));
    return exitCode.done;
  });
}

/** The tables that are asked for, each once. */
function plan({ database }: DatabaseSession, options: ExportOptions): TableExport[] {
  const { format, index, table: names, system } = options;
  const tables =
    names.length > 0
      ? names.map((name) => findTable(database, name))
      : database.tables
          .filter((schema) => system === true || !isSystemTable(schema))
          .map(({ name }) => database.table(name));
  const unique = new Map(tables.map((table) => [table.name, table]));
  const isNamed = names.length === 0 || unique.size > 1;
  return [...unique.values()].map((table) => ({
    table,
    format,
    index: index === undefined ? undefined : findIndex(table, index),
    isNamed,
  }));
}

async function exportToOutput(
  session: DatabaseSession,
  tables: readonly TableExport[],
  { format }: ExportOptions,
  command: Command,
): Promise<ExitCode> {
  const { stdout } = session.env;
  if (format === 'csv' && tables.length !== 1) {
    command.error(
      `error: --format csv prints one table, and these are ${tables.length}\n` +
        '(--table NAME chooses one, --out DIR writes one file per table)',
    );
  }
  const output = {
    write: (bytes: Uint8Array) => stdout.writeBytes(bytes),
    get isClosed() {
      return stdout.isClosed;
    },
  };
  for (const table of tables) {
    if (stdout.isClosed) break;
    await exportTable(session, table, output);
  }
  return exitCode.done;
}
