import type { FileSystem } from '@esekit/core';
import { throwIfStopped, type DatabaseSession } from '../database/database-session';
import { requireFolder } from '../input-path';
import { exportTable, type TableExport } from './export-table';
import { fileNames } from './file-names';
import { requireAbsent, RowFile } from './row-file';

export interface ExportedFile {
  readonly table: string;
  readonly path: string;
  readonly rows: number;
}

/**
 * Writes each table into a file of its own. A failure leaves the files that are complete, and nothing of
 * the one that is not.
 *
 * @throws JET_errFileAlreadyExists unless told to overwrite
 */
export async function exportFiles(
  session: DatabaseSession,
  tables: readonly TableExport[],
  folder: string,
  overwrite: boolean,
): Promise<ExportedFile[]> {
  const { fs } = session.env;
  const extension = tables[0]?.format ?? 'jsonl';
  const names = fileNames(
    tables.map(({ table }) => table.name),
    extension,
  );
  const paths = names.map((name) => fs.join(folder, name));
  const isNew = await ensureFolder(fs, folder);
  const files: ExportedFile[] = [];
  try {
    if (!overwrite) await requireAbsent(fs, paths);
    for (const [i, plan] of tables.entries()) {
      throwIfStopped(session.env);
      const path = paths[i]!;
      files.push({ table: plan.table.name, path, rows: await exportFile(session, plan, path, overwrite) });
    }
  } catch (error) {
    if (isNew && files.length === 0) await fs.removeDirectory(folder).catch(() => undefined);
    throw error;
  }
  return files;
}

async function exportFile(
  session: DatabaseSession,
  plan: TableExport,
  path: string,
  overwrite: boolean,
): Promise<number> {
  const file = await RowFile.create(session.env.fs, path, overwrite);
  try {
    const rows = await exportTable(session, plan, file);
    await file.complete();
    return rows;
  } catch (error) {
    await file.abandon();
    throw error;
  }
}

/** Creates the folder where there is none; `true` when it did. */
async function ensureFolder(fs: FileSystem, folder: string): Promise<boolean> {
  if ((await fs.stat(folder)) === undefined) {
    await fs.createDirectory(folder);
    return true;
  }
  await requireFolder(fs, folder);
  return false;
}
