import { JetError, type File, type FileSystem, type JetErrorName } from '@esekit/core';

/**
 * A folder that is being filled. It remembers what it created, so that a failure leaves nothing
 * behind, and it syncs each file before the next one begins.
 */
export class SetFolder {
  readonly #created: string[] = [];

  private constructor(
    readonly fs: FileSystem,
    readonly path: string,
    readonly createdFolder: boolean,
  ) {}

  /**
   * Takes `path`, which must be absent or an empty folder.
   *
   * @param notEmpty the error when something is in it
   * @throws JET_errInvalidPath when the folder above it does not exist
   */
  static async create(fs: FileSystem, path: string, notEmpty: JetErrorName): Promise<SetFolder> {
    const facts = await fs.stat(path);
    if (facts === undefined) {
      await fs.createDirectory(path);
      await fs.syncDirectory(fs.directoryName(path));
      return new SetFolder(fs, path, true);
    }
    if (facts.kind !== 'directory') throw new JetError('JET_errInvalidPath', `${path} is not a folder`);
    if ((await fs.readDirectory(path)).length > 0) throw new JetError(notEmpty, `${path} is not empty`);
    return new SetFolder(fs, path, false);
  }

  /** Puts the mark of an unfinished folder there, durably, before anything else is in it. */
  async mark(name: string, content: Uint8Array): Promise<void> {
    await this.writeFile(name, (file) => file.write(content, 0));
    await this.sync();
  }

  /** Notes a file that another writer will create in the folder. */
  expect(name: string): void {
    this.#created.push(name);
  }

  /** Creates a file, lets `fill` write it and makes it durable. */
  async writeFile<T>(name: string, fill: (file: File) => Promise<T>): Promise<T> {
    const file = await this.fs.open(this.fs.join(this.path, name), 'createNew');
    this.#created.push(name);
    try {
      const result = await fill(file);
      await file.sync();
      return result;
    } finally {
      await file.close();
    }
  }

  async remove(name: string): Promise<void> {
    await this.fs.removeFile(this.fs.join(this.path, name));
  }

  async sync(): Promise<void> {
    await this.fs.syncDirectory(this.path);
  }

  /**
   * Removes what was created, newest first and the mark of the unfinished folder last. Best effort: the
   * failure that led here is the one to report, and where something cannot be removed the mark stays.
   */
  async discard(): Promise<void> {
    try {
      for (const name of this.#created.toReversed()) {
        if ((await this.fs.stat(this.fs.join(this.path, name))) !== undefined) await this.remove(name);
      }
      if (this.createdFolder) await this.fs.removeDirectory(this.path);
      await this.fs.syncDirectory(this.createdFolder ? this.fs.directoryName(this.path) : this.path);
    } catch {
      return;
    }
  }
}
