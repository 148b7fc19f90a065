import { JetError, type EventSink, type File, type FileSystem, type JetErrorName } from '@esekit/core';

/**
 * A folder that is being filled. It remembers what it created, so that a failure leaves nothing
 * behind, and it syncs each file before the next one begins.
 */
export class SetFolder {
  /** In order of creation. */
  readonly #created = new Set<string>();
  #mark: { readonly name: string; readonly content: Uint8Array } | undefined;

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
      const folder = new SetFolder(fs, path, true);
      try {
        await fs.syncDirectory(fs.directoryName(path));
      } catch (error) {
        await folder.discard();
        throw error;
      }
      return folder;
    }
    if (facts.kind !== 'directory') throw new JetError('JET_errInvalidPath', `${path} is not a folder`);
    if ((await fs.readDirectory(path)).length > 0) throw new JetError(notEmpty, `${path} is not empty`);
    return new SetFolder(fs, path, false);
  }

  /** Puts the mark of an unfinished folder there, durably, before anything else is in it. */
  async mark(name: string, content: Uint8Array): Promise<void> {
    await this.writeFile(name, (file) => file.write(content, 0));
    await this.sync();
    this.#mark = { name, content };
  }

  /** Notes a file that another writer will create in the folder. */
  expect(name: string): void {
    this.#created.add(name);
  }

  /** Creates a file, lets `fill` write it and makes it durable. */
  async writeFile<T>(name: string, fill: (file: File) => Promise<T>): Promise<T> {
    const file = await this.fs.open(this.fs.join(this.path, name), 'createNew');
    this.#created.add(name);
    let result: T;
    try {
      result = await fill(file);
      await file.sync();
    } catch (error) {
      // The failure that led here is the one to report, not that of a close after it.
      await file.close().catch(() => undefined);
      throw error;
    }
    await file.close();
    return result;
  }

  async remove(name: string): Promise<void> {
    await this.fs.removeFile(this.fs.join(this.path, name));
  }

  async sync(): Promise<void> {
    await this.fs.syncDirectory(this.path);
  }

  /**
   * Removes what was created, newest first and the mark of the unfinished folder last. Best effort: the
   * failure that led here is the one to report, so what cannot be removed stays, marked, and only a note
   * tells of it.
   */
  async discard(onEvent?: EventSink): Promise<void> {
    try {
      await this.#markAgain();
      for (const name of [...this.#created].reverse()) {
        if (await this.#has(name)) await this.remove(name);
      }
      if (this.createdFolder) await this.fs.removeDirectory(this.path);
      await this.fs.syncDirectory(this.createdFolder ? this.fs.directoryName(this.path) : this.path);
    } catch {
      onEvent?.({ kind: 'note', path: this.path, text: 'not finished, and could not be removed again' });
    }
  }

  /** A mark that was taken away too early must be back before the first file goes. */
  async #markAgain(): Promise<void> {
    if (!this.#mark || (await this.#has(this.#mark.name))) return;
    await this.mark(this.#mark.name, this.#mark.content);
  }

  async #has(name: string): Promise<boolean> {
    return (await this.fs.stat(this.fs.join(this.path, name))) !== undefined;
  }
}
