import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { columns, tableName } from '../bulk/columns';
import type { TableFile } from '../bulk/table-files';
import { findProgram } from '../measure/find-program';
import type { Contender } from '../measure/rounds';
import { runCommand, WrongOutput, type Command } from '../measure/run-command';
import { dataFolder } from '../places';
import { esekit } from './esekit';
import { checkExport, type ExportForm } from './export-check';

export const exportFolder = join(dataFolder, 'exported');

export const exportNames = {
  jsonl: 'esekit export, JSON lines, to a file',
  csv: 'esekit export, CSV, to a file',
  csvPipe: 'esekit export, CSV, to a pipe',
  esedbexport: 'esedbexport',
  sqlite: 'sqlite3 -csv, to a file',
  sqliteJson: 'sqlite3 JSON objects, to a file',
} as const;

export function exportCommand({ path }: TableFile, form: 'jsonl' | 'csv'): Command {
  return esekit('export', path, '--table', tableName, '--format', form, '--quiet');
}

export function esekitExport(file: TableFile, form: 'jsonl' | 'csv'): Contender {
  return toFile(exportNames[form], exportCommand(file, form), form, file);
}

/** The reader of the pipe counts lines. */
export function esekitPipe(file: TableFile): Contender {
  const { file: program, args } = exportCommand(file, 'csv');
  return {
    name: exportNames.csvPipe,
    bytes: file.rows,
    run() {
      const command = { file: 'sh', args: ['-c', '"$0" "$@" | wc -l', program, ...args] };
      const { seconds, output } = runCommand(command);
      if (Number(output) !== file.rows + 1)
        throw new WrongOutput(`${exportNames.csvPipe}: ${output.trim()} lines`);
      return seconds;
    },
  };
}

/** `undefined` when the program is not on this machine. */
export function esedbexport(file: TableFile): Contender | undefined {
  const program = findProgram('esedbexport');
  if (program === undefined) return undefined;
  const folder = join(exportFolder, 'esedb.export');
  const args = ['-t', join(exportFolder, 'esedb'), '-T', tableName, file.path];
  const size = onceChecked(() => join(folder, readdirSync(folder)[0]!), 'tsv', file);
  return {
    name: exportNames.esedbexport,
    bytes: file.rows,
    prepare: () => clearExports(),
    run: () => runCommand({ file: program, args }).seconds,
    check: size,
  };
}

/** The command-line shell of SQLite; `undefined` when it is not on this machine. */
export function sqliteExport(
  file: TableFile,
  sameRows: TableFile,
  form: 'jsonl' | 'csv',
): Contender | undefined {
  const program = findProgram('sqlite3');
  if (program === undefined) return undefined;
  const args =
    form === 'csv'
      ? ['-csv', '-header', sameRows.path, `SELECT ${selected((name) => `hex("${name}") AS "${name}"`)}`]
      : ['-list', sameRows.path, `SELECT json_object(${selected((name) => `hex("${name}")`, true)})`];
  const command = {
    file: program,
    args: [...args.slice(0, -1), `${args.at(-1)!} FROM ${tableName} ORDER BY Id`],
  };
  return toFile(form === 'csv' ? exportNames.sqlite : exportNames.sqliteJson, command, form, file);
}

/** All columns; binary ones in hexadecimal digits, as exports have them. */
function selected(binary: (name: string) => string, hasNames = false): string {
  const expressions = columns.map(({ name }) => {
    const expression = name === 'Digest' || name === 'Payload' ? binary(name) : `"${name}"`;
    return hasNames ? `'${name}', ${expression}` : expression;
  });
  return expressions.join(', ');
}

function toFile(name: string, command: Command, form: ExportForm, file: TableFile): Contender {
  const outputFile = join(exportFolder, 'rows');
  return {
    name,
    bytes: file.rows,
    prepare: () => clearExports(),
    run: () => runCommand({ ...command, outputFile }).seconds,
    check: onceChecked(() => outputFile, form, file),
  };
}

/** Compares the first export with the rows, and the later ones with the first. */
function onceChecked(path: () => string, form: ExportForm, file: TableFile): () => void {
  let size: number | undefined;
  return () => {
    size ??= checkExport(path(), form, file);
    if (statSync(path()).size !== size) throw new WrongOutput(`${path()}: not the export of the first round`);
  };
}

export function clearExports(): void {
  rmSync(exportFolder, { recursive: true, force: true });
  mkdirSync(exportFolder, { recursive: true });
}
