import { JetError, type FileSystem } from '@esekit/core';
import {
  generationDigits,
  logFileName,
  parseLogFileName,
  sameBaseName,
  type GenerationDigits,
  type LogExtension,
  type LogFileName,
} from '../names';

/** What to look for in a folder; anything not given is found by looking. */
export interface StreamName {
  readonly base?: string | undefined;
  /** JET_paramLegacyFileNames: with bit 2 clear only names of eight digits are opened. */
  readonly legacyFileNames?: number | undefined;
}

/** Bit of JET_paramLegacyFileNames: archived names of five digits are accepted (20 §2). */
const eightDotThreeBit = 2;

/** The logs of one stream in one folder, as they were when it was looked at, and changes made since. */
export class LogFolder {
  readonly #archived = new Map<number, string>();
  #current: string | undefined;
  #temporary: string | undefined;

  private constructor(
    readonly fs: FileSystem,
    readonly path: string,
    readonly base: string,
    readonly digits: GenerationDigits,
    readonly extension: LogExtension,
    /** Names of five digits are there, and the parameter does not accept them. */
    readonly hasRefusedNames: boolean,
    entries: readonly Entry[],
  ) {
    for (const { name, parsed } of entries) this.#add(name, parsed);
  }

  /**
   * @throws JET_errInvalidPath when there is no such folder; JET_errInvalidParameter when it holds logs of
   *   several base names and none is asked for
   */
  static look(fs: FileSystem, path: string, wanted: StreamName = {}): LogFolder {
    const entries = streamEntries(fs, path);
    const base = wanted.base ?? onlyBase(entries, path);
    const own = entries.filter(({ parsed }) => sameBaseName(parsed.base, base));
    const logs = own.filter(({ parsed }) => parsed.kind === 'archived' || parsed.kind === 'current');
    const extension = (logs.find(({ parsed }) => parsed.kind === 'current') ?? logs[0])?.parsed.extension;
    const acceptsFive = ((wanted.legacyFileNames ?? eightDotThreeBit) & eightDotThreeBit) !== 0;
    const usable = acceptsFive ? own : own.filter(({ parsed }) => parsed.digits !== 5);
    const found = generationDigits(usable.map(({ parsed }) => parsed));
    const byParameter = wanted.legacyFileNames === undefined ? 8 : acceptsFive ? 5 : 8;
    const name = own[0]?.parsed.base ?? base;
    const kind: LogExtension = extension === 'jtx' ? 'jtx' : 'log';
    const hasRefused = usable.length < own.length;
    return new LogFolder(fs, path, name, found ?? byParameter, kind, hasRefused, usable);
  }

  #add(name: string, parsed: LogFileName): void {
    if (parsed.kind === 'current') this.#current = name;
    else if (parsed.kind === 'temporary') this.#temporary = name;
    else if (parsed.kind === 'archived') this.#archived.set(parsed.generation!, name);
  }

  /** Archived generations, ascending. */
  get generations(): number[] {
    return [...this.#archived.keys()].sort((a, b) => a - b);
  }

  get lowest(): number | undefined {
    return this.generations[0];
  }

  get highest(): number | undefined {
    return this.generations.at(-1);
  }

  get hasLogs(): boolean {
    return this.#current !== undefined || this.#archived.size > 0;
  }

  /** Path of the current log, when it is there. */
  get current(): string | undefined {
    return this.#current === undefined ? undefined : this.fs.join(this.path, this.#current);
  }

  /** Whether the next log was under construction: a crash may have come between its two renames (20 §7). */
  get hasTemporary(): boolean {
    return this.#temporary !== undefined;
  }

  /** Path of an archived log, when it is there. */
  archived(generation: number): string | undefined {
    const name = this.#archived.get(generation);
    return name === undefined ? undefined : this.fs.join(this.path, name);
  }

  /** Where the log of a generation, or the current one, would be. */
  pathFor(generation?: number): string {
    const { base, digits, extension } = this;
    const parts = { base, digits, extension };
    return this.fs.join(this.path, logFileName(generation === undefined ? parts : { ...parts, generation }));
  }

  /** Removes an archived log from the disk. */
  remove(generation: number): void {
    const path = this.archived(generation);
    if (path === undefined) return;
    this.fs.removeFileSync(path);
    this.#archived.delete(generation);
  }

  /** Removes the checkpoint of the stream, when there is one. */
  removeCheckpoint(systemFolder: string): void {
    const path = findCheckpoint(this.fs, systemFolder, this.base, this.extension);
    if (path !== undefined) this.fs.removeFileSync(path);
  }

  /** Removes the current log from the disk. */
  removeCurrent(): void {
    if (this.current === undefined) return;
    this.fs.removeFileSync(this.current);
    this.#current = undefined;
  }
}

interface Entry {
  readonly name: string;
  readonly parsed: LogFileName;
}

function streamEntries(fs: FileSystem, path: string): Entry[] {
  const entries: Entry[] = [];
  for (const name of fs.readDirectorySync(path)) {
    const parsed = parseLogFileName(name);
    if (parsed !== undefined && fs.statSync(fs.join(path, name))?.kind === 'file')
      entries.push({ name, parsed });
  }
  return entries;
}

/** The base name of the only stream; logs count before checkpoints, which may have outlived theirs. */
function onlyBase(entries: readonly Entry[], path: string): string {
  for (const kinds of [
    ['current', 'archived'],
    ['checkpoint', 'temporary'],
  ]) {
    const bases = new Map<string, string>();
    for (const { parsed } of entries) {
      if (kinds.includes(parsed.kind)) bases.set(parsed.base.toLowerCase(), parsed.base);
    }
    if (bases.size > 1) {
      const names = [...bases.values()].sort().join(', ');
      throw new JetError('JET_errInvalidParameter', `${path} holds several log streams: ${names}`, {
        hint: 'Say which of them by its base name.',
      });
    }
    const [base] = bases.values();
    if (base !== undefined) return base;
  }
  return 'edb';
}

/** Path of the checkpoint of a stream, when there is one; the extension that goes with the logs first. */
export function findCheckpoint(
  fs: FileSystem,
  folder: string,
  base: string,
  extension: LogExtension,
): string | undefined {
  const wanted = extension === 'log' ? ['chk', 'jcp'] : ['jcp', 'chk'];
  const names = fs.readDirectorySync(folder);
  for (const end of wanted) {
    const name = names.find((entry) => entry.toLowerCase() === `${base}.${end}`.toLowerCase());
    if (name !== undefined) return fs.join(folder, name);
  }
  return undefined;
}

/** Where a new checkpoint of the stream goes. */
export function checkpointPath(
  fs: FileSystem,
  folder: string,
  base: string,
  extension: LogExtension,
): string {
  return fs.join(folder, `${base}.${extension === 'log' ? 'chk' : 'jcp'}`);
}
