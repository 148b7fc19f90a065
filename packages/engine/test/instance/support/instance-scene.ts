import {
  createMemoryFileSystem,
  logTimeFromDate,
  type EsekitEvent,
  type FileSystem,
  type LogTime,
} from '@esekit/core';
import { readDatabaseHeaderSync, type DatabaseHeader } from '@esekit/pages';
import { EngineInstance, type EngineSession, type InstanceOptions } from '../../../src/instance';

/** An instance on a file system of its own, with a clock and signatures that repeat. */
export class InstanceScene {
  readonly fs: FileSystem;
  readonly events: EsekitEvent[] = [];
  readonly #options: Partial<InstanceOptions>;
  #time = Date.UTC(2026, 0, 1);
  #random = 1;

  constructor(options: Partial<InstanceOptions> = {}) {
    this.fs = options.fs ?? createMemoryFileSystem();
    this.#options = options;
    for (const folder of ['log', 'data']) {
      if (this.fs.statSync(folder) === undefined) this.fs.createDirectorySync(folder);
    }
  }

  options(more: Partial<InstanceOptions> = {}): InstanceOptions {
    return {
      fs: this.fs,
      logFolder: 'log',
      logFileSize: 64,
      extensionPages: 16,
      now: () => this.now(),
      random: () => this.#random++,
      onEvent: (event) => void this.events.push(event),
      ...this.#options,
      ...more,
    };
  }

  now(): LogTime {
    this.#time += 1000;
    return logTimeFromDate(new Date(this.#time));
  }

  open(more: Partial<InstanceOptions> = {}): Promise<EngineInstance> {
    return EngineInstance.open(this.options(more));
  }

  /** Numbers of the events so far. */
  get eventIds(): number[] {
    return this.events.flatMap((event) => (event.kind === 'engine' ? [event.id] : []));
  }

  header(path: string): DatabaseHeader {
    const file = this.fs.openSync(path, 'read');
    try {
      return readDatabaseHeaderSync(file).header;
    } finally {
      file.closeSync();
    }
  }

  files(folder = 'log'): string[] {
    return this.fs.readDirectorySync(folder);
  }
}

export const databasePath = 'data/a.edb';

/** Opens an instance with a new database and a session that has it open. */
export async function withDatabase(
  scene: InstanceScene,
): Promise<{ instance: EngineInstance; session: EngineSession }> {
  const instance = await scene.open();
  const session = instance.beginSession();
  await instance.createDatabase(session, databasePath);
  return { instance, session };
}
