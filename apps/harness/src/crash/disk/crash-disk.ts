import { createMemoryFileSystem, type File, type FileSystem } from '@esekit/core';
import {
  withPowerLoss,
  type Chance,
  type PowerLossFileSystem,
  type PowerLossReport,
} from '@esekit/core/testing';
import { CrashGate } from './crash-gate';
import { GatedFileSystem } from './gated-file-system';
import { syncPolicy, type PlantedBug, type SyncPolicy } from './planted-bugs';

/** A disk in memory, and the process that uses it: ends at a planned operation, with or without its power. */
export class CrashDisk {
  readonly gate: CrashGate;
  /** As the process sees it. */
  readonly fs: FileSystem;
  /** As it lies there, for looking at. */
  readonly bare = createMemoryFileSystem();
  readonly policy: SyncPolicy;
  readonly #disk: PowerLossFileSystem;
  readonly #open = new Set<File>();

  constructor(pageSize: number, bug: PlantedBug | undefined) {
    this.#disk = withPowerLoss(this.bare, pageSize);
    this.policy = syncPolicy(this.#disk, bug, pageSize);
    this.gate = new CrashGate(pageSize, () => {
      this.#closeAll();
    });
    this.fs = new GatedFileSystem(this.#disk.fs, { gate: this.gate, open: this.#open, policy: this.policy });
  }

  losePower(chance: Chance): PowerLossReport {
    return this.#disk.losePower(chance);
  }

  #closeAll(): void {
    for (const file of this.#open) file.closeSync();
    this.#open.clear();
  }
}
