import type { File } from '../../files/file-system';
import { promised } from '../../files/promised';
import type { UnsyncedFile } from './unsynced-file';

/** Where an open file notes its changes. */
export interface ChangeNotes {
  of(path: string): UnsyncedFile;
  forget(path: string): void;
}

/**
 * An open file whose changes are noted before they are made. A file that is renamed while it is open has to be
 * synced by then, and not to be written afterwards: notes are kept by name.
 */
export class PowerLossFile implements File {
  readonly #inner: File;
  readonly #notes: ChangeNotes;

  constructor(inner: File, notes: ChangeNotes) {
    this.#inner = inner;
    this.#notes = notes;
  }

  get path(): string {
    return this.#inner.path;
  }

  size(): Promise<number> {
    return this.#inner.size();
  }

  sizeSync(): number {
    return this.#inner.sizeSync();
  }

  read(target: Uint8Array, position: number): Promise<number> {
    return this.#inner.read(target, position);
  }

  readSync(target: Uint8Array, position: number): number {
    return this.#inner.readSync(target, position);
  }

  write(source: Uint8Array, position: number): Promise<void> {
    return promised(() => this.writeSync(source, position));
  }

  writeSync(source: Uint8Array, position: number): void {
    if (source.length > 0) this.#notes.of(this.path).noteWrite(this.#inner, source, position);
    this.#inner.writeSync(source, position);
  }

  truncate(size: number): Promise<void> {
    return promised(() => this.truncateSync(size));
  }

  truncateSync(size: number): void {
    this.#notes.of(this.path).noteTruncate(this.#inner, size);
    this.#inner.truncateSync(size);
  }

  sync(): Promise<void> {
    return promised(() => this.syncSync());
  }

  syncSync(): void {
    this.#inner.syncSync();
    this.#notes.forget(this.path);
  }

  tryLock(kind: 'shared' | 'exclusive'): boolean {
    return this.#inner.tryLock(kind);
  }

  unlock(): void {
    this.#inner.unlock();
  }

  close(): Promise<void> {
    return this.#inner.close();
  }

  closeSync(): void {
    this.#inner.closeSync();
  }
}
