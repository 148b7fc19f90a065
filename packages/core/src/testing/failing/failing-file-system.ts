import type { File, FileSystem, OpenMode, PathFacts } from '../../files/file-system';
import type { FileOperation } from '../../files/operations';
import { promised } from '../../files/promised';
import { FailingFile } from './failing-file';
import type { FailureOptions, TracedOperation } from './failure-options';
import { FailurePlan } from './failure-plan';

/** A file system that remembers what was asked of it. */
export interface FailingFileSystem extends FileSystem {
  /** Every operation so far; after a kill it ends with the one that was killed. */
  readonly trace: readonly TracedOperation[];
}

/**
 * Wraps a file system, counts its operations and fails the chosen ones. A run without `failAt` tells how
 * many there are; one run for each of them then shows what a failure there does.
 *
 * @example
 * const fs = createFailingFileSystem(createMemoryFileSystem(), { failAt: 7, afterwards: 'killed' });
 */
export function createFailingFileSystem(inner: FileSystem, options: FailureOptions = {}): FailingFileSystem {
  return new CountingFileSystem(inner, new FailurePlan(options));
}

class CountingFileSystem implements FailingFileSystem {
  readonly #inner: FileSystem;
  readonly #plan: FailurePlan;

  constructor(inner: FileSystem, plan: FailurePlan) {
    this.#inner = inner;
    this.#plan = plan;
  }

  get trace(): readonly TracedOperation[] {
    return this.#plan.trace;
  }

  async open(path: string, mode: OpenMode): Promise<File> {
    this.#plan.step('open', path);
    const file = await this.#inner.open(path, mode);
    if (this.#plan.isKilled) file.closeSync();
    this.#plan.requireAlive('open', path);
    return new FailingFile(file, this.#plan);
  }

  openSync(path: string, mode: OpenMode): File {
    this.#plan.step('open', path);
    return new FailingFile(this.#inner.openSync(path, mode), this.#plan);
  }

  stat(path: string): Promise<PathFacts | undefined> {
    return this.#pass('stat', path, () => this.#inner.stat(path));
  }

  statSync(path: string): PathFacts | undefined {
    this.#plan.step('stat', path);
    return this.#inner.statSync(path);
  }

  readDirectory(path: string): Promise<string[]> {
    return this.#pass('readDirectory', path, () => this.#inner.readDirectory(path));
  }

  readDirectorySync(path: string): string[] {
    this.#plan.step('readDirectory', path);
    return this.#inner.readDirectorySync(path);
  }

  createDirectory(path: string): Promise<void> {
    return this.#pass('createDirectory', path, () => this.#inner.createDirectory(path));
  }

  createDirectorySync(path: string): void {
    this.#plan.step('createDirectory', path);
    this.#inner.createDirectorySync(path);
  }

  rename(from: string, to: string): Promise<void> {
    return promised(() => {
      this.#plan.step('rename', from, { target: to });
      return this.#inner.rename(from, to);
    });
  }

  renameSync(from: string, to: string): void {
    this.#plan.step('rename', from, { target: to });
    this.#inner.renameSync(from, to);
  }

  removeFile(path: string): Promise<void> {
    return this.#pass('removeFile', path, () => this.#inner.removeFile(path));
  }

  removeFileSync(path: string): void {
    this.#plan.step('removeFile', path);
    this.#inner.removeFileSync(path);
  }

  removeDirectory(path: string): Promise<void> {
    return this.#pass('removeDirectory', path, () => this.#inner.removeDirectory(path));
  }

  removeDirectorySync(path: string): void {
    this.#plan.step('removeDirectory', path);
    this.#inner.removeDirectorySync(path);
  }

  syncDirectory(path: string): Promise<void> {
    return this.#pass('syncDirectory', path, () => this.#inner.syncDirectory(path));
  }

  syncDirectorySync(path: string): void {
    this.#plan.step('syncDirectory', path);
    this.#inner.syncDirectorySync(path);
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

  #pass<T>(operation: FileOperation, path: string, work: () => Promise<T>): Promise<T> {
    return promised(() => {
      this.#plan.step(operation, path);
      return work();
    });
  }
}
