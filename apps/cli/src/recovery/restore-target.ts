import { restoreMarkerName } from '@esekit/backup';
import { JetError, type EventSink, type FileSystem } from '@esekit/core';
import { parseLogFileName } from '@esekit/log';

export interface RestoreTargetOptions {
  /** The folder is for the restore alone; otherwise it only takes the logs beside single databases. */
  readonly isOwn: boolean;
  /** Files that single databases go to. */
  readonly places: readonly string[];
  readonly force: boolean;
  readonly onEvent: EventSink | undefined;
}

/** First line of the mark of a restore into a folder that was empty: all that is in it can be begun anew. */
const freshMark = 'This restore has not finished. The folder was empty before.\n';
const sharedMark = 'This restore has not finished. Other files were in the folder before.\n';

/** The event that says that checks have been passed and changes begin (34 §4). */
const restoreBegins = 204;

/** The folder of a restore: marked as unfinished from the first change to the end. */
export class RestoreTarget {
  #isMarked = false;

  private constructor(
    readonly fs: FileSystem,
    readonly folder: string,
    readonly options: RestoreTargetOptions,
    readonly isFresh: boolean,
    readonly isCreated: boolean,
  ) {}

  /**
   * Takes a folder that is absent, empty, or left by a restore that did not finish; any other with `force`.
   *
   * @throws JET_errFileAlreadyExists, JET_errInvalidPath
   */
  static async begin(fs: FileSystem, folder: string, options: RestoreTargetOptions): Promise<RestoreTarget> {
    const facts = await fs.stat(folder);
    if (facts !== undefined && facts.kind !== 'directory') {
      throw new JetError('JET_errInvalidPath', `${folder} is not a folder`);
    }
    if (!options.isOwn) {
      if (!options.force) await requireFreePlaces(fs, folder, options.places);
      return new RestoreTarget(fs, folder, options, false, false);
    }
    if (facts === undefined) {
      await fs.createDirectory(folder);
      await fs.syncDirectory(fs.directoryName(folder));
      return new RestoreTarget(fs, folder, options, true, true);
    }
    const names = await fs.readDirectory(folder);
    const isLeft = names.includes(restoreMarkerName) && (await readText(fs, folder)) === freshMark;
    if (names.length > 0 && !isLeft && !options.force) {
      throw new JetError('JET_errFileAlreadyExists', `${folder} is not empty`, {
        hint: '--force overwrites what is there.',
      });
    }
    const target = new RestoreTarget(fs, folder, options, isLeft || names.length === 0, false);
    if (isLeft) target.#isMarked = true;
    if (isLeft) await target.#removeFiles();
    return target;
  }

  /** Passes events on, and puts the mark there when the first change is about to be made. */
  readonly onEvent: EventSink = (event) => {
    if (event.kind === 'engine' && event.id === restoreBegins) this.#mark();
    this.options.onEvent?.(event);
  };

  #mark(): void {
    if (this.#isMarked) return;
    const path = this.fs.join(this.folder, restoreMarkerName);
    if (this.fs.statSync(path) === undefined) {
      const file = this.fs.openSync(path, 'createNew');
      try {
        file.writeSync(new TextEncoder().encode(this.isFresh ? freshMark : sharedMark), 0);
        file.syncSync();
      } finally {
        file.closeSync();
      }
      this.fs.syncDirectorySync(this.folder);
    }
    this.#isMarked = true;
  }

  /** The restore is done: the mark goes last. */
  async finish(): Promise<void> {
    await this.fs.syncDirectory(this.folder);
    if (this.#isMarked) await this.fs.removeFile(this.fs.join(this.folder, restoreMarkerName));
    await this.fs.syncDirectory(this.folder);
  }

  /** The restore failed. What there is stays, marked; a folder that nothing came into goes again. */
  async leave(): Promise<void> {
    if (!this.#isMarked && this.isCreated) await this.#removeFolder();
  }

  /** The restore was interrupted: as if it had not been begun, as far as that is possible. */
  async discard(): Promise<void> {
    if (!this.isFresh) return;
    await this.#removeFiles();
    if (this.#isMarked) await this.fs.removeFile(this.fs.join(this.folder, restoreMarkerName));
    if (this.isCreated) await this.#removeFolder();
    else await this.fs.syncDirectory(this.folder);
  }

  /** Everything but the mark. */
  async #removeFiles(): Promise<void> {
    for (const name of await this.fs.readDirectory(this.folder)) {
      const path = this.fs.join(this.folder, name);
      if (name !== restoreMarkerName && (await this.fs.stat(path))?.kind === 'file')
        await this.fs.removeFile(path);
    }
  }

  async #removeFolder(): Promise<void> {
    await this.fs.removeDirectory(this.folder);
    await this.fs.syncDirectory(this.fs.directoryName(this.folder));
  }
}

/** @throws JET_errFileAlreadyExists when a database, or logs beside it, would be overwritten or gone on with */
async function requireFreePlaces(fs: FileSystem, folder: string, places: readonly string[]): Promise<void> {
  const hint = '--force overwrites what is there.';
  for (const path of places) {
    if ((await fs.stat(path)) !== undefined)
      throw new JetError('JET_errFileAlreadyExists', `${path} exists`, { hint });
  }
  const log = (await fs.readDirectory(folder)).find((name) => parseLogFileName(name) !== undefined);
  if (log === undefined) return;
  throw new JetError(
    'JET_errFileAlreadyExists',
    `${fs.join(folder, log)} exists, and new logs would go there`,
    { hint },
  );
}

async function readText(fs: FileSystem, folder: string): Promise<string> {
  const file = await fs.open(fs.join(folder, restoreMarkerName), 'read');
  try {
    const bytes = new Uint8Array(Math.min(await file.size(), 1024));
    return new TextDecoder().decode(bytes.subarray(0, await file.read(bytes, 0)));
  } finally {
    await file.close();
  }
}
