import { EventLog, JetError, type EventSink, type FileSystem } from '@esekit/core';
import { EngineInstance, type InstanceOptions } from '../instance';
import { InstanceDatabase } from './instance-database';
import { InstanceSession } from './instance-session';

/** What an instance takes from the machine it runs on; `@esekit/engine/node` has that of Node. */
export type InstancePlatform = Pick<InstanceOptions, 'fs' | 'now' | 'random' | 'schedule'>;

/** How an instance runs; all of it has a default. */
export interface InstanceSettings extends Partial<
  Omit<InstanceOptions, keyof InstancePlatform | 'logFolder' | 'recorded'>
> {
  /** Name of a file in the folder that gets every event, as a line of JSON (34). Default: none. */
  readonly eventLog?: string | undefined;
}

/** How a database is opened. */
export interface DatabaseSettings {
  /** Creates it when there is none. Default true. */
  readonly create?: boolean;
  readonly isReadOnly?: boolean;
}

/**
 * A running instance: a folder with one log, up to six databases, and sessions that work on them. What was left
 * by a crash is recovered as it opens.
 *
 * @example
 * await using instance = await Instance.open(platform, 'data');
 * const people = await instance.openDatabase('people.edb');
 */
export class Instance {
  readonly #engine: EngineInstance;
  /** For what belongs to nobody's session: databases. */
  readonly #session: ReturnType<EngineInstance['beginSession']>;
  readonly #folder: string;
  readonly #eventLog: EventLog | undefined;
  #isClosed = false;

  private constructor(engine: EngineInstance, folder: string, eventLog: EventLog | undefined) {
    this.#engine = engine;
    this.#folder = folder;
    this.#eventLog = eventLog;
    this.#session = engine.beginSession();
  }

  /**
   * Recovers the databases of the folder and begins a run on them. The folder is made when there is none.
   *
   * @throws JET_errFileAccessDenied when another process runs on the folder; everything that recovery ends with
   */
  static async open(
    platform: InstancePlatform,
    folder: string,
    settings: InstanceSettings = {},
  ): Promise<Instance> {
    const { fs, now } = platform;
    makeFolder(fs, folder);
    const { eventLog, onEvent, ...options } = settings;
    const log = eventLog === undefined ? undefined : new EventLog(fs, fs.join(folder, eventLog), now);
    const sink: EventSink = (event) => {
      log?.write(event);
      onEvent?.(event);
    };
    try {
      const engine = await EngineInstance.open({ ...platform, ...options, onEvent: sink, logFolder: folder });
      return new Instance(engine, folder, log);
    } catch (error) {
      log?.close();
      throw error;
    }
  }

  /** The engine's own terms, for what has no words here. */
  get engine(): EngineInstance {
    return this.#engine;
  }

  /**
   * A database, attached if it is not yet.
   *
   * @param name of a file in the instance's folder, or a path with a folder
   * @throws JET_errFileNotFound, JET_errDatabaseDirtyShutdown and the others of 32 §4
   */
  async openDatabase(
    name: string,
    { create = true, isReadOnly = false }: DatabaseSettings = {},
  ): Promise<InstanceDatabase> {
    const { fs } = this.#engine;
    const path = fs.baseName(name) === name ? fs.join(this.#folder, name) : name;
    if (create && !isReadOnly && fs.statSync(path) === undefined) {
      return new InstanceDatabase(await this.#engine.createDatabase(this.#session, path), this.#session);
    }
    await this.#engine.attachDatabase(this.#session, path, { isReadOnly });
    return new InstanceDatabase(
      this.#engine.openDatabase(this.#session, path, { isReadOnly }),
      this.#session,
    );
  }

  /** A session: one line of work, with transactions of its own. */
  session(): InstanceSession {
    return new InstanceSession(this.#engine.beginSession());
  }

  /**
   * Ends the instance: sessions end, databases are clean.
   *
   * @throws JET_errTooManyActiveUsers when a session is inside of a transaction: the instance goes on
   */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    await this.#engine.term('complete');
    this.#eventLog?.close();
    this.#isClosed = true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

function makeFolder(fs: FileSystem, folder: string): void {
  const kind = fs.statSync(folder)?.kind;
  if (kind === 'directory') return;
  if (kind !== undefined) throw new JetError('JET_errInvalidPath', `${folder} is not a folder`);
  const above = fs.directoryName(folder);
  if (above !== folder && above !== '.') makeFolder(fs, above);
  fs.createDirectorySync(folder);
}
