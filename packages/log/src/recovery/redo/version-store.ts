import { JetError } from '@esekit/core';

/** Levels of transactions that a log can name: two nibbles, begun from and how many. */
export const levelMost = 30;

/** Bytes of bookmarks and before-images that one session may have at a time. */
export const versionBytesMost = 1 << 30;
/** Versions of one session at a time. */
const versionsMost = 1 << 25;

/** Words of one version. */
const word = {
  rceid: 0,
  /** oper, dbid, fFlags and level, one byte each. */
  kind: 1,
  pgnoFDP: 2,
  objidFDP: 3,
  state: 4,
  /** Where its bytes begin: key, bookmark data, before-image. */
  start: 5,
  cbKey: 6,
  cbBookmarkData: 7,
  cbImage: 8,
  /** Of deltas: the value, and where it was added. */
  deltaLow: 9,
  deltaHigh: 10,
  cbOffset: 11,
  /** The page that is held for it; 0 when there is none. */
  pgnoHeld: 12,
} as const;
const wordsPerVersion = 13;

const state = {
  live: 0,
  /** Its before-image is not known: the page was newer than the record. UndoInfo will tell (23 §4.6). */
  deferred: 1,
  removed: 2,
  /** A bit of its own: the before-image is in the log already. */
  isLogged: 4,
} as const;
const stateMask = 3;

/** Above this, memory is given back when a transaction ends. */
const bytesKept = 1 << 20;

/** A version that is being looked at; {@link VersionStore.read} fills it. */
export interface Version {
  rceid: number;
  oper: number;
  dbid: number;
  /** The record's fFlags. */
  fFlags: number;
  level: number;
  pgnoFDP: number;
  objidFDP: number;
  isDeferred: boolean;
  /** Whether the log holds the before-image. */
  isLogged: boolean;
  /** Not copies: they mean nothing once the store changes. */
  key: Uint8Array;
  bookmarkData: Uint8Array;
  /** Of a replace: the data that the node had. */
  image: Uint8Array;
  /** Of deltas. */
  delta: bigint;
  cbOffset: number;
}

/** Lets go of a page that was held for a version. */
export type PageRelease = (dbid: number, pgno: number) => void;

/** A value of {@link Version}, to be filled. */
export function createVersion(): Version {
  const none = new Uint8Array(0);
  return {
    rceid: 0,
    oper: 0,
    dbid: 0,
    fFlags: 0,
    level: 0,
    pgnoFDP: 0,
    objidFDP: 0,
    isDeferred: false,
    isLogged: false,
    key: none,
    bookmarkData: none,
    image: none,
    delta: 0n,
    cbOffset: 0,
  };
}

/**
 * What the unfinished transaction of one session has changed, as the log tells it (23 §4.6): which node,
 * how, and what undoes it. Versions stand in two arrays that grow and are used again by the next
 * transaction, so that adding one allocates nothing.
 *
 * A version's place in the arrays does not change as long as it lives. Versions of a level are behind those
 * of the levels below it, except that a lower level can still get one from UndoInfo.
 */
export class VersionStore {
  #words = new Int32Array(0);
  #bytes = new Uint8Array(0);
  #count = 0;
  #cb = 0;
  /** Versions not removed. */
  #live = 0;
  /** `#levelStarts[n]`: how many versions there were when level n was begun. */
  readonly #levelStarts = new Int32Array(levelMost + 1);
  /** The innermost level begun. */
  #level = 0;
  /** By rceid, built when a version other than the newest is asked for. */
  #index: Map<number, number> | undefined;
  /** Versions that hold a page. */
  #held = 0;
  readonly #release: PageRelease;

  /** @param release called when a version that holds a page goes, or need not hold it any more */
  constructor(release: PageRelease = () => undefined) {
    this.#release = release;
  }

  /** Versions that hold a page. */
  get held(): number {
    return this.#held;
  }

  /** Versions that are there, deferred ones too. */
  get size(): number {
    return this.#live;
  }

  /** Drops everything: the transaction has ended. */
  clear(): void {
    for (let i = 0; this.#held > 0 && i < this.#count; i++) this.#letGo(i);
    this.#count = 0;
    this.#cb = 0;
    this.#live = 0;
    this.#level = 0;
    this.#index = undefined;
    if (this.#bytes.length > bytesKept) this.#bytes = new Uint8Array(0);
    if (this.#words.length > bytesKept) this.#words = new Int32Array(0);
  }

  beginLevel(level: number): void {
    this.#level = level;
    this.#levelStarts[level] = this.#count;
  }

  /** The versions of `level` become those of the level below. */
  commitLevel(level: number): void {
    this.#level = level - 1;
    const words = this.#words;
    for (let at = this.#levelStarts[level]! * wordsPerVersion; at < this.#end; at += wordsPerVersion) {
      const kind = words[at + word.kind]!;
      if (kind >>> 24 === level) words[at + word.kind] = (kind & 0xff_ffff) | ((level - 1) << 24);
    }
  }

  /** Drops the versions of `level`: what they stand for has been undone, by records of its own. */
  dropLevel(level: number): void {
    this.#level = level - 1;
    const first = this.#levelStarts[level]!;
    for (let i = this.#count - 1; i >= first; i--) {
      if (this.#words[i * wordsPerVersion + word.kind]! >>> 24 === level) this.remove(i);
    }
  }

  /**
   * Adds a version without bytes; {@link appendKey} and its like follow.
   *
   * @throws JET_errVersionStoreOutOfMemory beyond the limits of this module
   */
  add(
    oper: number,
    rceid: number,
    dbid: number,
    fFlags: number,
    level: number,
    pgnoFDP: number,
    objidFDP: number,
  ): number {
    const index = this.#count;
    const at = index * wordsPerVersion;
    if (at === this.#words.length) this.#growWords();
    const words = this.#words;
    words[at + word.rceid] = rceid;
    words[at + word.kind] = oper | (dbid << 8) | (fFlags << 16) | (level << 24);
    words[at + word.pgnoFDP] = pgnoFDP;
    words[at + word.objidFDP] = objidFDP;
    words[at + word.state] = state.live;
    words[at + word.start] = this.#cb;
    for (let i = word.cbKey; i < wordsPerVersion; i++) words[at + i] = 0;
    this.#count = index + 1;
    this.#live++;
    this.#index?.set(rceid | 0, index);
    return index;
  }

  /** The version waits for its before-image. */
  defer(index: number): void {
    this.#words[index * wordsPerVersion + word.state] = state.deferred;
  }

  /** A version that waited gets its bytes, which {@link appendKey} and its like give it. */
  fill(index: number): void {
    const at = index * wordsPerVersion;
    this.#words[at + word.state] = state.live;
    this.#words[at + word.start] = this.#cb;
  }

  /** The version is of a page that must not be written until the log holds its before-image. */
  hold(index: number, pgno: number): void {
    this.#words[index * wordsPerVersion + word.pgnoHeld] = pgno;
    this.#held++;
  }

  /** The log holds the before-image. */
  markLogged(index: number): void {
    this.#words[index * wordsPerVersion + word.state]! |= state.isLogged;
    this.#letGo(index);
  }

  isDeferred(index: number): boolean {
    return (this.#words[index * wordsPerVersion + word.state]! & stateMask) === state.deferred;
  }

  /** Appends to the key of the newest or just filled version. */
  appendKey(index: number, source: Uint8Array, start: number, cb: number): void {
    this.#append(source, start, cb);
    this.#words[index * wordsPerVersion + word.cbKey]! += cb;
  }

  /** Behind the key. */
  appendBookmarkData(index: number, source: Uint8Array, start: number, cb: number): void {
    this.#append(source, start, cb);
    this.#words[index * wordsPerVersion + word.cbBookmarkData]! += cb;
  }

  /** Behind key and bookmark data. */
  appendImage(index: number, source: Uint8Array, start: number, cb: number): void {
    this.#append(source, start, cb);
    this.#words[index * wordsPerVersion + word.cbImage]! += cb;
  }

  setDelta(index: number, low: number, high: number, cbOffset: number): void {
    const at = index * wordsPerVersion;
    this.#words[at + word.deltaLow] = low;
    this.#words[at + word.deltaHigh] = high;
    this.#words[at + word.cbOffset] = cbOffset;
  }

  /** The version of an rceid, -1 when there is none. */
  find(rceid: number): number {
    const key = rceid | 0;
    const last = this.#count - 1;
    if (last < 0) return -1;
    if (this.#words[last * wordsPerVersion + word.rceid] === key && !this.#isRemoved(last)) return last;
    this.#index ??= this.#buildIndex();
    const index = this.#index.get(key) ?? -1;
    return index >= 0 && index < this.#count && !this.#isRemoved(index) ? index : -1;
  }

  remove(index: number): void {
    if (this.#isRemoved(index)) return;
    const words = this.#words;
    const at = index * wordsPerVersion;
    this.#index?.delete(words[at + word.rceid]!);
    words[at + word.state] = state.removed;
    this.#letGo(index);
    this.#live--;
    if (this.#live === 0) this.#cb = 0;
    while (this.#count > 0 && this.#isRemoved(this.#count - 1)) this.#popRemoved();
  }

  /** Drops the versions of a database that is gone. */
  removeDatabase(dbid: number): void {
    for (let i = this.#count - 1; i >= 0; i--) {
      if (((this.#words[i * wordsPerVersion + word.kind]! >>> 8) & 0xff) === dbid) this.remove(i);
    }
  }

  /** The versions of a level, the newest first. */
  ofLevel(level: number): number[] {
    const found: number[] = [];
    for (let i = 0; i < this.#count; i++) {
      const isOfLevel = this.#words[i * wordsPerVersion + word.kind]! >>> 24 === level;
      if (isOfLevel && !this.#isRemoved(i)) found.push(i);
    }
    // Ids go up as long as the engine runs, and around: their difference tells which one is newer.
    const rceidOf = (index: number): number => this.#words[index * wordsPerVersion + word.rceid]!;
    return found.sort((a, b) => (rceidOf(b) - rceidOf(a)) | 0);
  }

  read(index: number, version: Version): Version {
    const words = this.#words;
    const at = index * wordsPerVersion;
    const kind = words[at + word.kind]!;
    const keyEnd = words[at + word.start]! + words[at + word.cbKey]!;
    const bookmarkEnd = keyEnd + words[at + word.cbBookmarkData]!;
    version.rceid = words[at + word.rceid]! >>> 0;
    version.oper = kind & 0xff;
    version.dbid = (kind >>> 8) & 0xff;
    version.fFlags = (kind >>> 16) & 0xff;
    version.level = kind >>> 24;
    version.pgnoFDP = words[at + word.pgnoFDP]! >>> 0;
    version.objidFDP = words[at + word.objidFDP]! >>> 0;
    version.isDeferred = this.isDeferred(index);
    version.isLogged = (words[at + word.state]! & state.isLogged) !== 0;
    version.key = this.#bytes.subarray(words[at + word.start], keyEnd);
    version.bookmarkData = this.#bytes.subarray(keyEnd, bookmarkEnd);
    version.image = this.#bytes.subarray(bookmarkEnd, bookmarkEnd + words[at + word.cbImage]!);
    const high = BigInt(words[at + word.deltaHigh]!);
    version.delta = (high << 32n) | BigInt(words[at + word.deltaLow]! >>> 0);
    version.cbOffset = words[at + word.cbOffset]!;
    return version;
  }

  get #end(): number {
    return this.#count * wordsPerVersion;
  }

  #isRemoved(index: number): boolean {
    return (this.#words[index * wordsPerVersion + word.state]! & stateMask) === state.removed;
  }

  #letGo(index: number): void {
    const at = index * wordsPerVersion;
    const pgno = this.#words[at + word.pgnoHeld]!;
    if (pgno === 0) return;
    this.#words[at + word.pgnoHeld] = 0;
    this.#held--;
    this.#release((this.#words[at + word.kind]! >>> 8) & 0xff, pgno);
  }

  #popRemoved(): void {
    this.#count--;
    const at = this.#count * wordsPerVersion;
    const start = this.#words[at + word.start]!;
    const cb =
      this.#words[at + word.cbKey]! +
      this.#words[at + word.cbBookmarkData]! +
      this.#words[at + word.cbImage]!;
    // A version that got its bytes late does not have the last ones.
    if (start + cb === this.#cb) this.#cb = start;
    const starts = this.#levelStarts;
    for (let level = this.#level; level > 0 && starts[level]! > this.#count; level--) {
      starts[level] = this.#count;
    }
  }

  #append(source: Uint8Array, start: number, cb: number): void {
    const to = this.#cb;
    if (to + cb > this.#bytes.length) this.#growBytes(to + cb);
    const bytes = this.#bytes;
    for (let i = 0; i < cb; i++) bytes[to + i] = source[start + i]!;
    this.#cb = to + cb;
  }

  #growBytes(needed: number): void {
    if (needed > versionBytesMost) {
      throw new JetError('JET_errVersionStoreOutOfMemory', `a transaction has ${needed} bytes of versions`);
    }
    const grown = new Uint8Array(Math.max(needed, 2 * this.#bytes.length, 4096));
    grown.set(this.#bytes.subarray(0, this.#cb));
    this.#bytes = grown;
  }

  #growWords(): void {
    if (this.#count >= versionsMost) {
      throw new JetError('JET_errVersionStoreOutOfMemory', `a transaction has ${this.#count} versions`);
    }
    const grown = new Int32Array(Math.max(2 * this.#words.length, 64 * wordsPerVersion));
    grown.set(this.#words);
    this.#words = grown;
  }

  #buildIndex(): Map<number, number> {
    const index = new Map<number, number>();
    for (let i = 0; i < this.#count; i++) {
      if (!this.#isRemoved(i)) index.set(this.#words[i * wordsPerVersion + word.rceid]!, i);
    }
    return index;
  }
}
