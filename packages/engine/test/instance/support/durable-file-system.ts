import { createMemoryFileSystem, type File, type FileSystem, type OpenMode } from '@esekit/core';

const block = 4096;

/**
 * A file system in memory that knows what a power failure would leave: of each file the bytes of its last sync. Names
 * are taken to be durable as they change. Counts the syncs.
 */
export class DurableFileSystem {
  readonly fs: FileSystem;
  syncs = 0;
  readonly #live = createMemoryFileSystem();
  /** What was synced, by name. */
  #durable = new Map<string, Uint8Array>();
  readonly #folders = new Set<string>();
  /** Before an asynchronous sync is done. */
  beforeSync: () => Promise<void> = () => Promise.resolve();

  constructor() {
    this.fs = new Proxy(this.#live, { get: (target, name) => this.#member(target, name) });
  }

  /** What a crash of the process leaves. */
  processCrash(): FileSystem {
    return this.#image((path) => this.#bytes(path));
  }

  /** What a power failure leaves. */
  powerFailure(): FileSystem {
    return this.#image((path) => this.#durable.get(path) ?? new Uint8Array(0));
  }

  /**
   * What a power failure may leave: of each 4096 bytes that were written since the last sync the old or the new.
   *
   * @param isNew decides
   */
  tornImage(isNew: () => boolean): FileSystem {
    return this.#image((path) => {
      const live = this.#bytes(path);
      const durable = this.#durable.get(path) ?? new Uint8Array(0);
      const bytes = new Uint8Array(isNew() ? live.length : durable.length);
      for (let at = 0; at < bytes.length; at += block) {
        const source = isNew() ? live : durable;
        bytes.set(source.subarray(at, Math.min(at + block, bytes.length)), at);
      }
      return bytes;
    });
  }

  #image(bytesOf: (path: string) => Uint8Array): FileSystem {
    const image = createMemoryFileSystem();
    for (const folder of this.#folders) {
      image.createDirectorySync(folder);
      for (const name of this.#live.readDirectorySync(folder)) {
        const path = this.#live.join(folder, name);
        const file = image.openSync(path, 'createNew');
        file.writeSync(bytesOf(path), 0);
        file.closeSync();
      }
    }
    return image;
  }

  #bytes(path: string): Uint8Array {
    const file = this.#live.openSync(path, 'read');
    const bytes = new Uint8Array(file.sizeSync());
    file.readSync(bytes, 0);
    file.closeSync();
    return bytes;
  }

  #member(target: FileSystem, name: string | symbol): unknown {
    if (name === 'openSync')
      return (path: string, mode: OpenMode) => this.#opened(target.openSync(path, mode), path);
    if (name === 'createDirectorySync') {
      return (path: string) => {
        target.createDirectorySync(path);
        this.#folders.add(path);
      };
    }
    if (name === 'renameSync') {
      return (from: string, to: string) => {
        target.renameSync(from, to);
        this.#rename(from, to);
      };
    }
    const value: unknown = Reflect.get(target, name);
    return typeof value === 'function' ? (value.bind(target) as unknown) : value;
  }

  readonly #names = new Map<object, { path: string }>();

  #rename(from: string, to: string): void {
    const bytes = this.#durable.get(from);
    this.#durable.delete(from);
    if (bytes !== undefined) this.#durable.set(to, bytes);
    for (const name of this.#names.values()) if (name.path === from) name.path = to;
  }

  #opened(file: File, path: string): File {
    const name = { path };
    this.#names.set(file, name);
    const note = (): void => {
      this.syncs++;
      this.#durable.set(name.path, this.#bytes(name.path));
    };
    return new Proxy(file, {
      get: (target, member) => {
        if (member === 'syncSync') {
          return () => {
            target.syncSync();
            note();
          };
        }
        if (member === 'sync') {
          return async () => {
            await this.beforeSync();
            await target.sync();
            note();
          };
        }
        const value: unknown = Reflect.get(target, member);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
  }
}
