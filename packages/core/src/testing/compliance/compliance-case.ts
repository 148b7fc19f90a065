import type { File, FileSystem, OpenMode } from '../../files/file-system';
import { equalBytes } from './assertions';

/** What a file system gives each case. */
export interface ComplianceFixture {
  readonly fs: FileSystem;
  /** A folder that exists and is empty. */
  readonly folder: string;
}

/** What an implementation is allowed to do otherwise. */
export interface ComplianceOptions {
  /**
   * Whether a file that is open can be removed and replaced. Default `true`; `false` where the operating
   * system refuses it, as Windows does, and the cases about it are left out.
   */
  readonly openFilesOutliveTheirNames?: boolean;
}

/** One rule of the interface. */
export interface ComplianceCase {
  readonly name: string;
  /** The rule holds only where open files outlive their names. */
  readonly needsOutliving?: true;
  run(bench: Bench): Promise<void>;
}

/** The fixture of one case, with the verbs that cases are written in. */
export class Bench {
  readonly fs: FileSystem;
  readonly folder: string;
  readonly #opened: File[] = [];

  constructor(fs: FileSystem, folder: string) {
    this.fs = fs;
    this.folder = folder;
  }

  /** Path of something in the case's own folder. */
  path(...names: string[]): string {
    return names.reduce((folder, name) => this.fs.join(folder, name), this.folder);
  }

  /** Opens a file that is closed at the end of the case. */
  async open(name: string, mode: OpenMode): Promise<File> {
    const file = await this.fs.open(this.path(name), mode);
    this.#opened.push(file);
    return file;
  }

  /** A new file with this content, open for writing. */
  async create(name: string, content: readonly number[] = []): Promise<File> {
    const file = await this.open(name, 'createNew');
    await file.write(Uint8Array.from(content), 0);
    return file;
  }

  /** The file has exactly this content. */
  async expectContent(file: File, expected: readonly number[]): Promise<void> {
    const content = new Uint8Array(await file.size());
    await file.read(content, 0);
    equalBytes(content, Uint8Array.from(expected), file.path);
  }

  async closeAll(): Promise<void> {
    for (const file of this.#opened) await file.close();
  }
}
