import { SetFolder, transferFile } from '@esekit/backup';
import { JetError, type EventSink, type FileSystem, type ProgressSink } from '@esekit/core';
import { parseLogFileName, readInstanceFolder } from '@esekit/log';
import type { MapEntry } from './database-map';

export interface WorkCopyOptions {
  readonly fs: FileSystem;
  /** The folder of the logs. */
  readonly folder: string;
  readonly databaseFolder: string;
  readonly map: readonly MapEntry[];
  readonly out: string;
  readonly onProgress?: ProgressSink | undefined;
  readonly onEvent?: EventSink | undefined;
  readonly signal: AbortSignal;
}

/** A copy of an instance that may be worked on: the original is only read. */
export interface WorkCopy {
  /** The map, leading to the copies. */
  readonly map: readonly MapEntry[];
  /** Removes the copy: what was begun came to nothing. */
  discard(): Promise<void>;
}

/**
 * Copies the logs, checkpoints, databases and flush maps of an instance into a new folder. Links are left out:
 * they lead to other places.
 *
 * @throws JET_errFileAlreadyExists when the folder is not empty, or two files would have one name there
 */
export async function makeWorkCopy(options: WorkCopyOptions): Promise<WorkCopy> {
  const { fs, out, map } = options;
  const files = await filesToCopy(options);
  const target = await SetFolder.create(fs, out, 'JET_errFileAlreadyExists');
  const discard = async (): Promise<void> => {
    // Recovery adds files of its own.
    for (const name of await fs.readDirectory(out)) target.expect(name);
    await target.discard(options.onEvent);
  };
  try {
    const total = await sizeOf(fs, [...files.values()]);
    let done = 0;
    for (const [name, path] of files) done += await copy(options, target, name, path, { done, total });
    await target.sync();
  } catch (error) {
    await discard();
    throw error;
  }
  return {
    map: map.map(({ old, path }) => ({ old, path: fs.join(out, fs.baseName(path)) })),
    discard,
  };
}

/** Where each file is, by the name that its copy gets. */
async function filesToCopy(options: WorkCopyOptions): Promise<Map<string, string>> {
  const { fs, folder, databaseFolder, map } = options;
  const files = new Map<string, string>();
  const add = async (path: string): Promise<void> => {
    if ((await fs.stat(path))?.isLink === true) return;
    const name = fs.baseName(path);
    const before = files.get(name);
    if (before !== undefined && before !== path) {
      throw new JetError(
        'JET_errFileAlreadyExists',
        `${before} and ${path} cannot both be copied to one folder`,
      );
    }
    files.set(name, path);
  };
  const instance = await readInstanceFolder(fs, folder);
  const begun = instance.transient.filter((name) => parseLogFileName(name)?.kind === 'temporary');
  for (const name of [...instance.logs, ...instance.checkpoints, ...begun]) await add(fs.join(folder, name));
  const { databases, flushMaps } =
    databaseFolder === folder ? instance : await readInstanceFolder(fs, databaseFolder);
  for (const name of [...databases, ...flushMaps]) await add(fs.join(databaseFolder, name));
  for (const { path } of map) {
    await add(path);
    const flushMap = path.replace(/(\.[^.\\/]*)?$/, '.jfm');
    if ((await fs.stat(flushMap))?.kind === 'file') await add(flushMap);
  }
  return files;
}

async function copy(
  { fs, onProgress, signal }: WorkCopyOptions,
  target: SetFolder,
  name: string,
  path: string,
  { done, total }: { readonly done: number; readonly total: number },
): Promise<number> {
  const source = await fs.open(path, 'read');
  try {
    const { bytes } = await target.writeFile(name, (file) =>
      transferFile({
        source,
        target: file,
        digest: { update: () => undefined, hex: () => '' },
        signal,
        onProgress: ({ bytesDone }) =>
          onProgress?.({ subject: path, bytesDone: done + bytesDone, bytesTotal: total }),
      }),
    );
    return bytes;
  } finally {
    await source.close();
  }
}

async function sizeOf(fs: FileSystem, paths: readonly string[]): Promise<number> {
  let total = 0;
  for (const path of paths) total += (await fs.stat(path))?.size ?? 0;
  return total;
}
