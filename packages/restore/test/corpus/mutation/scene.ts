import type { Random } from '@esekit/testkit';
import { logFiles, sealHeader, sealSegment, segmentOf, type LogFile } from './log-file';

/** A folder that mutations change: copies of what is touched, the rest shared with the original. */
export class Scene {
  readonly files: Map<string, Uint8Array>;
  readonly logs: readonly LogFile[];
  readonly #copied = new Set<string>();

  constructor(
    contents: ReadonlyMap<string, Uint8Array>,
    readonly random: Random,
  ) {
    this.files = new Map(contents);
    this.logs = logFiles(contents);
  }

  /** A file that may be changed. */
  change(name: string): Uint8Array {
    if (!this.#copied.has(name)) this.files.set(name, this.files.get(name)!.slice());
    this.#copied.add(name);
    return this.files.get(name)!;
  }

  replace(name: string, bytes: Uint8Array): void {
    this.files.set(name, bytes);
    this.#copied.add(name);
  }

  remove(name: string): void {
    if (this.#logsThere.length > 1 || this.#logsThere[0]!.name !== name) this.files.delete(name);
  }

  /** A log that is still there. One always is: {@link remove} leaves the last one. */
  anyLog(): LogFile {
    return this.random.pick(this.#logsThere);
  }

  get currentLog(): LogFile {
    return this.#logsThere.at(-1)!;
  }

  get #logsThere(): LogFile[] {
    return this.logs.filter(({ name }) => this.files.has(name));
  }

  /** Any segment with data. */
  anySegment({ segments }: LogFile): number {
    return 1 + this.random.below(Math.max(1, segments));
  }

  /**
   * Changes a segment and makes everything that watches over it right again: its checksum, its copy, and, unless
   * chance leaves it, the accumulated checksum in the header of the next generation.
   */
  changeSealed(log: LogFile, isec: number, change: (segment: Uint8Array, file: Uint8Array) => void): void {
    const bytes = this.change(log.name);
    const checksumOf = (): bigint =>
      new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(isec * 4096, true);
    const before = checksumOf();
    change(segmentOf(bytes, isec), bytes);
    sealSegment(bytes, log, isec);
    const next = this.logs.find(({ lGeneration }) => lGeneration === log.lGeneration + 1);
    if (next === undefined || !this.files.has(next.name) || this.random.below(8) === 0) return;
    const header = this.change(next.name);
    const view = new DataView(header.buffer, header.byteOffset);
    view.setBigUint64(accumulatedAt, view.getBigUint64(accumulatedAt, true) ^ before ^ checksumOf(), true);
    sealHeader(header);
  }
}

/** Accumulated checksum of the generation before, in a log header (20 §3). */
const accumulatedAt = 653;
