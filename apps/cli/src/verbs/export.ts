import type { Command } from 'commander';
import type { CommonOptions } from '../commands/add-command';
import { withDatabase, type DatabaseSession } from '../database/database-session';
import { findIndex, findTable } from '../database/find-table';
import { isSystemTable } from '../database/system-table';
import { exitCode, type Environment, type ExitCode } from '../environment';
import { exportFiles } from '../export/export-files';
import { exportTable, type ExportFormat, type TableExport } from '../export/export-table';
import { exportJson, exportText } from '../export/export-report';
import { printJson } from '../output/json';
import { styleFor } from '../output/style';
import type { LogOptions } from '../recovery/open-with-logs';

export interface ExportOptions extends CommonOptions, LogOptions {
  readonly format: ExportFormat;
  readonly table: readonly string[];
  readonly index?: string;
  readonly system?: boolean;
  readonly out?: string;
  readonly force?: boolean;
}

export async function exportRows(
  path: string,
  options: ExportOptions,
  env: Environment,
  command: Command,
): Promise<ExitCode> {
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
