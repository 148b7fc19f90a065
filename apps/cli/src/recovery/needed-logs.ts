import { JetError, type FileSystem } from '@esekit/core';
import { dbstate, readDatabaseHeader } from '@esekit/pages';

/** Where a log is missing, the error also says which logs the databases at hand need. */
export async function withNeededLogs(
  fs: FileSystem,
  failure: unknown,
  databases: readonly string[],
): Promise<unknown> {
  if (!JetError.isInstance(failure) || failure.name !== 'JET_errMissingLogFile') return failure;
  const needs: string[] = [];
  for (const path of databases) {
    const range = await requiredRange(fs, path);
    if (range !== undefined) needs.push(`${path} needs the logs of generations ${range}.`);
  }
  if (needs.length === 0) return failure;
  const hint = [...needs, ...(failure.hint === undefined ? [] : [failure.hint])].join(' ');
  return new JetError(failure.name, failure.message, { cause: failure, hint });
}

async function requiredRange(fs: FileSystem, path: string): Promise<string | undefined> {
  if ((await fs.stat(path))?.kind !== 'file') return undefined;
  const file = await fs.open(path, 'read');
  try {
    const { header } = await readDatabaseHeader(file);
    const { lGenMinRequired: from, lGenMaxRequired: to } = header;
    if (header.dbstate !== dbstate.dirtyShutdown || from === 0) return undefined;
    const hex = (generation: number): string => `0x${generation.toString(16).toUpperCase()}`;
    return from === to ? hex(from) : `${hex(from)} to ${hex(to)}`;
  } catch (error) {
    if (JetError.isInstance(error)) return undefined;
    throw error;
  } finally {
    await file.close();
  }
}
