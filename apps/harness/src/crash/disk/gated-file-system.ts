import type { File, FileSystem, OpenMode, PathFacts } from '@esekit/core';
import type { FileOperation } from '@esekit/core/testing';
import { GatedFile, later, type ProcessFiles } from './gated-file';

/** A file system whose operations pass a gate. */
export class GatedFileSystem implements FileSystem {
  readonly #inner: FileSystem;
  readonly #process: ProcessFiles;

  constructor(inner: FileSystem, process: ProcessFiles) {
    this.#inner = inner;
    this.#process = process;
  }

  openSync(path: string, mode: OpenMode): File {
    return this.#pass('open', path, () => {
      return new GatedFile(this.#inner.openSync(path, mode), this.#process);
    });
  }

  statSync(path: string): PathFacts | undefined {
    return this.#pass('stat', path, () => this.#inner.statSync(path));
  }

  readDirectorySync(path: string): string[] {
    return this.#pass('readDirectory', path, () => this.#inner.readDirectorySync(path));
  }

  createDirectorySync(path: string): void {
    this.#pass('createDirectory', path, () => {
      this.#inner.createDirectorySync(path);
    });
  }

  renameSync(from: string, to: string): void {
    this.#pass('rename', from, () => {
      this.#inner.renameSync(from, to);
    });
  }

  removeFileSync(path: string): void {
    this.#pass('removeFile', path, () => {
      this.#inner.removeFileSync(path);
    });
  }

  removeDirectorySync(path: string): void {
    this.#pass('removeDirectory', path, () => {
      this.#inner.removeDirectorySync(path);
    });
  }

  syncDirectorySync(path: string): void {
    this.#pass('syncDirectory', path, () => {
      this.#inner.syncDirectorySync(path);
    });
  }

  open(path: string, mode: OpenMode): Promise<File> {
    return later(() => this.openSync(path, mode));
  }

  stat(path: string): Promise<PathFacts | undefined> {
    return later(() => this.statSync(path));
  }

  readDirectory(path: string): Promise<string[]> {
    return later(() => this.readDirectorySync(path));
  }

  createDirectory(path: string): Promise<void> {
    return later(() => {
      this.createDirectorySync(path);
    });
  }

  rename(from: string, to: string): Promise<void> {
    return later(() => {
      this.renameSync(from, to);
    });
  }

  removeFile(path: string): Promise<void> {
    return later(() => {
      this.removeFileSync(path);
    });
  }

  removeDirectory(path: string): Promise<void> {
    return later(() => {
      this.removeDirectorySync(path);
    });
  }

  syncDirectory(path: string): Promise<void> {
    return later(() => {
      this.syncDirectorySync(path);
    });
  }

  join(folder: string, name: string): string {
    return this.#inner.join(folder, name);
  }

  baseName(path: string): string {
    return this.#inner.baseName(path);
  }

  directoryName(path: string): string {
    return this.#inner.directoryName(path);
  }

  #pass<T>(operation: FileOperation, path: string, work: () => T): T {
    return this.#process.gate.pass({ operation, path }, work, () => undefined);
  }
}
