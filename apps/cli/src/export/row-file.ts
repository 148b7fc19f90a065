import { JetError, type File, type FileSystem } from '@esekit/core';
import type { RowOutput } from './export-table';

/** What an export that was stopped may leave is never taken for one that is complete. */
const draftSuffix = '.partial';

/** A file of rows that gets its name when it is complete. */
export class RowFile implements RowOutput {
  readonly isClosed = false;
  #position = 0;

  private constructor(
    readonly fs: FileSystem,
    readonly path: string,
    readonly file: File,
  ) {}

  /** @param overwrite also removes what an earlier export left */
  static async create(fs: FileSystem, path: string, overwrite: boolean): Promise<RowFile> {
    const draft = `${path}${draftSuffix}`;
    if (overwrite && (await fs.stat(draft)) !== undefined) await fs.removeFile(draft);
    return new RowFile(fs, path, await fs.open(draft, 'createNew'));
  }

  write(bytes: Uint8Array): void {
    this.file.writeSync(bytes, this.#position);
    this.#position += bytes.length;
  }

  async complete(): Promise<void> {
    await this.file.sync();
    await this.file.close();
    await this.fs.rename(this.file.path, this.path);
    await this.fs.syncDirectory(this.fs.directoryName(this.path));
  }

  /** Removes the draft; what fails here is less than what failed before. */
  async abandon(): Promise<void> {
    await this.file.close().catch(() => undefined);
    await this.fs.removeFile(this.file.path).catch(() => undefined);
  }
}

/** @throws JET_errFileAlreadyExists before anything is written for nothing */
export async function requireAbsent(fs: FileSystem, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    if ((await fs.stat(path)) === undefined) continue;
    throw new JetError('JET_errFileAlreadyExists', `${path} exists`, { hint: '--force overwrites it.' });
  }
}
