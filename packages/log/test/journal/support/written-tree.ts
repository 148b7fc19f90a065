import {
  formatSingleExtentRoot,
  Tree,
  TreeCursor,
  TreeWriter,
  verifyTree,
  type MergeChange,
  type PageAllocator,
  type SplitChange,
  type WritableDatabase,
} from '@esekit/btree';
import { PageBuffer, pageFlag, NodeView } from '@esekit/pages';
import type { Random } from '@esekit/testkit';
import { expect } from 'vitest';
import { RecordJournal } from '../../../src/journal/record-journal';
import { compareExactly } from '../../recovery/redo/support/exact-pages';
import { dbid, MemoryLog, pagesOf, replay, startingFile, writer } from './memory-log';

const objidFDP = 7;
const pgnoFDP = 4;
const pages = 1200;

export interface Entry {
  readonly key: Uint8Array;
  data: Uint8Array;
  isDeleted: boolean;
}

/** Counts the splits and merges that it logs, by kind. */
class CountingJournal extends RecordJournal {
  constructor(
    options: ConstructorParameters<typeof RecordJournal>[0],
    readonly counts: Map<string, number>,
  ) {
    super(options);
  }

  override split(change: SplitChange): number {
    for (const { kind, operation, pgnoNew, flagsNew } of change.levels) {
      const level = (flagsNew & pageFlag.leaf) !== 0 ? 'leaf' : 'inner';
      this.#count(pgnoNew === 0 ? 'pointer' : `${level} ${kind} ${operation}`);
    }
    return super.split(change);
  }

  override merge(change: MergeChange): number {
    const parents = change.levels.slice(0, -1);
    this.#count(change.levels.at(-1)!.kind!);
    if (parents.some(({ emptiesPage }) => emptiesPage)) this.#count('parent emptied');
    if (parents.some(({ changesKey, deletesNode }) => changesKey && !deletesNode)) this.#count('separator');
    return super.merge(change);
  }

  #count(name: string): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  }
}

/** What a version can be taken back with. */
interface Made {
  readonly oper: 'insert' | 'replace' | 'flagDelete' | 'delta';
  readonly rceid: number;
  readonly id: string;
  readonly image: Uint8Array;
  readonly delta: bigint;
}

/** A tree that is written with records, and everything it should hold. */
export class WrittenTree implements PageAllocator {
  readonly log = new MemoryLog();
  readonly entries = new Map<string, Entry>();
  readonly buffer: PageBuffer;
  readonly tree: Tree;
  readonly treeWriter: TreeWriter;
  readonly database: WritableDatabase;
  readonly #start: ReturnType<typeof startingFile>;
  /** Largest data that nodes had in the transaction, by bookmark. */
  readonly #largest = new Map<string, number>();
  #versions: Made[] = [];
  #free: number[] = [];
  #pgnoNext = pgnoFDP + 1;
  #dbtime = 100;
  #rceid = 1;

  constructor(
    readonly random: Random,
    readonly pageSize: number,
    readonly isUnique: boolean,
    counts = new Map<string, number>(),
  ) {
    const flags = isUnique ? 0 : pageFlag.index | pageFlag.nonUniqueKeys;
    this.#start = startingFile(pageSize, pages, (buffer) => {
      const { view } = buffer.create(pgnoFDP);
      formatSingleExtentRoot(view, { pgnoFDP, objidFDP, pgnoParent: 1, cpgPrimary: 16, flags, isUnique });
      view.dbtime = 100n;
    });
    this.buffer = new PageBuffer({ file: this.#start, pageSize, isOverlay: true });
    this.tree = new Tree({ source: this.buffer, pgnoFDP, objidFDP });
    this.database = {
      ...{ dbid, buffer: this.buffer, storesReservedTags: false, logsNewPages: true },
      journal: new CountingJournal(
        { log: this.log, dbid, pageSize, beforeRecord: () => this.log.begin() },
        counts,
      ),
      nextDbtime: () => ++this.#dbtime,
      cbReserved: (_tree, node) => Math.max(0, (this.#largest.get(this.#idOf(node)) ?? 0) - node.cbData),
    };
    this.treeWriter = new TreeWriter({ database: this.database, tree: this.tree, allocator: this });
  }

  allocatePage(): number {
    return this.#free.pop() ?? this.#pgnoNext++;
  }

  freePage(_tree: Tree, pgno: number): void {
    this.#free.push(pgno);
  }

  insert(key: Uint8Array, data: Uint8Array): void {
    const id = this.#id(key, data);
    const entry = this.entries.get(id);
    const presence = this.treeWriter.seek(key, data);
    expect(presence).toBe(entry === undefined ? 'absent' : entry.isDeleted ? 'deleted' : 'present');
    if (presence === 'present') return;
    const rceid = this.#nextRceid();
    if (presence === 'absent') this.treeWriter.insert(writer, rceid, data);
    else if (!this.isUnique) this.treeWriter.flagInsert(writer, rceid);
    else {
      const rceidReplace = this.#nextRceid();
      this.treeWriter.revive(writer, rceid, rceidReplace, data);
      this.#noteSize(id, Math.max(entry!.data.length, data.length));
      this.#made({ oper: 'replace', rceid: rceidReplace, id, image: entry!.data });
    }
    // A deleted node that comes back is taken back as an insertion.
    this.#made({ oper: 'insert', rceid, id });
    this.entries.set(id, { key, data, isDeleted: false });
  }

  replace(entry: Entry, data: Uint8Array): void {
    const id = this.#id(entry.key, entry.data);
    expect(this.treeWriter.seek(entry.key)).toBe('present');
    const rceid = this.#nextRceid();
    this.treeWriter.replace(writer, rceid, data);
    this.#noteSize(id, Math.max(entry.data.length, data.length));
    this.#made({ oper: 'replace', rceid, id, image: entry.data });
    entry.data = data;
  }

  flagDelete(entry: Entry): void {
    expect(this.treeWriter.seek(entry.key, entry.data)).toBe('present');
    const rceid = this.#nextRceid();
    this.treeWriter.flagDelete(writer, rceid);
    this.#made({ oper: 'flagDelete', rceid, id: this.#id(entry.key, entry.data) });
    entry.isDeleted = true;
  }

  addDelta(entry: Entry, delta: number): void {
    expect(this.treeWriter.seek(entry.key)).toBe('present');
    const rceid = this.#nextRceid();
    this.treeWriter.addDelta(writer, rceid, 0, BigInt(delta), 4);
    this.#made({ oper: 'delta', rceid, id: this.#id(entry.key, entry.data), delta: BigInt(delta) });
    entry.data = added(entry.data, delta);
  }

  /** Ends the transaction: nobody needs what was before. */
  commit(): void {
    this.log.commit();
    this.#versions = [];
    this.#largest.clear();
  }

  /** Takes back what the transaction did, which always has the room for it. */
  rollBack(): void {
    const before = this.log.records.length;
    const versions = this.#versions.reverse();
    for (const version of versions) this.#undo(version);
    expect(this.log.records.length - before).toBe(versions.length);
    this.commit();
  }

  #undo({ oper, rceid, id, image, delta }: Made): void {
    const entry = this.entries.get(id)!;
    expect(this.treeWriter.seek(entry.key, entry.data)).not.toBe('absent');
    this.treeWriter.undo(writer, { oper, rceid, levelOper: 1, image, delta, cbOffset: 0 });
    if (oper === 'replace') entry.data = image;
    else if (oper === 'delta') entry.data = added(entry.data, -Number(delta));
    else entry.isDeleted = oper === 'insert';
  }

  /** Cleans up a node that is deleted, and that no version is left of. */
  remove(entry: Entry): void {
    expect(this.treeWriter.seek(entry.key, entry.data)).toBe('deleted');
    if (this.treeWriter.delete(writer)) this.entries.delete(this.#id(entry.key, entry.data));
  }

  /** Gives the leaf of a node up if it can be; nodes that are deleted go with it. */
  merge(entry: Entry): void {
    expect(this.treeWriter.seek(entry.key, entry.data)).not.toBe('absent');
    const { pgno } = this.treeWriter;
    const { view } = this.buffer.get(pgno);
    const node = new NodeView();
    const deleted: string[] = [];
    for (let iline = 0; iline < view.clines; iline++) {
      if (node.read(view, iline).isDeleted) deleted.push(this.#idOf(node));
    }
    if (this.treeWriter.merge(writer) === undefined) return;
    for (const id of deleted) this.entries.delete(id);
  }

  expectSound(): void {
    const problems: string[] = [];
    verifyTree(this.tree, ({ text }) => problems.push(text), { pgnoParent: 1 });
    expect(problems).toEqual([]);
    const cursor = new TreeCursor(this.tree, { seesDeleted: true });
    const found: string[] = [];
    while (cursor.next()) found.push(describe(cursor.key(), cursor.data(), cursor.node.isDeleted));
    const expected = [...this.entries.values()]
      .sort((a, b) => Buffer.compare(a.key, b.key) || Buffer.compare(a.data, b.data))
      .map(({ key, data, isDeleted }) => describe(key, data, isDeleted));
    expect(found).toEqual(expected);
  }

  /** Every record again, over the pages as they were at first. */
  expectSameAfterReplay(): void {
    const replayed = replay(this.#start, this.pageSize, this.log.records);
    const { differences } = compareExactly(pagesOf(replayed), pagesOf(this.buffer));
    expect(differences.slice(0, 3)).toEqual([]);
  }

  #made(made: Pick<Made, 'oper' | 'rceid' | 'id'> & Partial<Made>): void {
    this.#versions.push({ image: new Uint8Array(0), delta: 0n, ...made });
  }

  #noteSize(id: string, cb: number): void {
    this.#largest.set(id, Math.max(this.#largest.get(id) ?? 0, cb));
  }

  #nextRceid(): number {
    return (this.#rceid += 2);
  }

  #id(key: Uint8Array, data: Uint8Array): string {
    return hex(this.isUnique ? key : Uint8Array.of(...key, ...data));
  }

  #idOf(node: NodeView): string {
    const key = new Uint8Array(node.cbKey);
    node.copyKey(key);
    return this.#id(key, node.data());
  }
}

function added(data: Uint8Array, delta: number): Uint8Array {
  const sum = data.slice();
  const view = new DataView(sum.buffer);
  view.setInt32(0, (view.getInt32(0, true) + delta) | 0, true);
  return sum;
}

function describe(key: Uint8Array, data: Uint8Array, isDeleted: boolean): string {
  return `${isDeleted ? '-' : ''}${hex(key)}=${hex(data)}`;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
