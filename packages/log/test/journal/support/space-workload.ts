import {
  availableExtents,
  ownedExtents,
  spaceTrees,
  splitBuffers,
  Tree,
  TreeCursor,
  TreeWriter,
  verifyTree,
} from '@esekit/btree';
import type { Random } from '@esekit/testkit';
import { expect } from 'vitest';
import type { LoggedDatabase } from './logged-database';

/** A tree with what should be in it. */
interface Written {
  readonly tree: Tree;
  readonly parent: Written | undefined;
  readonly writer: TreeWriter;
  readonly isUnique: boolean;
  readonly rows: Map<string, { readonly key: Uint8Array; readonly data: Uint8Array }>;
}

const objidFirst = 8;
/** Rows of which a tree lets go at once. */
const rowsDeletedMost = 60;

/** Trees that are created, filled, emptied and deleted at random. */
export class SpaceWorkload {
  readonly trees: Written[] = [];
  readonly counts = new Map<string, number>();
  #objid = objidFirst - 1;
  #last = 0;

  constructor(
    readonly database: LoggedDatabase,
    readonly random: Random,
  ) {}

  step(): void {
    const { random, trees } = this;
    const dice = random.below(20);
    if (dice === 0 || trees.length === 0) return this.#create();
    const written = random.pick(trees);
    if (dice === 1 && trees.length > 4) return this.#drop(written);
    if (dice < 8) return this.#insert(written, 5 + random.below(40), true);
    if (dice < 15) return this.#insert(written, 1 + random.below(30), false);
    this.#delete(written);
  }

  #create(): void {
    const { random, database } = this;
    const tables = this.trees.filter(({ parent }) => parent === undefined);
    const parent = tables.length > 0 && random.below(2) === 0 ? random.pick(tables) : undefined;
    const kind = parent === undefined ? 'table' : random.pick(['index', 'longValue'] as const);
    const isUnique = kind !== 'index' || random.below(2) === 0;
    const objidFDP = ++this.#objid;
    const pgnoFDP = database.space.createTree(database.session, {
      ...{ parent: parent?.tree ?? database.space.root, objidFDP, kind, isUnique },
      ...{ cpg: random.pick([1, 1, 4, 20]), isMultiple: random.below(4) === 0 },
    });
    const tree = new Tree({ source: database.buffer, pgnoFDP, objidFDP, label: `${kind} ${objidFDP}` });
    const writer = new TreeWriter({ database, tree, allocator: database.space });
    this.trees.push({ tree, parent, writer, isUnique, rows: new Map() });
    this.#count(`${kind} created`);
  }

  #drop(written: Written): void {
    const { database, trees } = this;
    const parent = written.parent?.tree ?? database.space.root;
    const deleted = { trxCommitted: 4, kind: written.parent ? 'index' : 'table' } as const;
    database.space.deleteTree(database.session, written.tree, parent, deleted);
    for (const other of trees.filter((tree) => tree === written || tree.parent === written)) {
      trees.splice(trees.indexOf(other), 1);
      this.#count('deleted');
    }
  }

  #insert({ writer, isUnique, rows }: Written, count: number, isAppend: boolean): void {
    const { random, database } = this;
    for (let i = 0; i < count; i++) {
      const key = new Uint8Array(isUnique ? 6 + random.below(30) : 12);
      random.fill(key);
      if (isAppend) new DataView(key.buffer).setUint32(0, 0xc0000000 + ++this.#last);
      const data = random.fill(new Uint8Array(isUnique ? 1 + random.below(400) : 8));
      const id = hex(isUnique ? key : Uint8Array.of(...key, ...data));
      if (writer.seek(key, data) !== 'absent') continue;
      writer.insert(database.session, 0, data);
      rows.set(id, { key, data });
    }
  }

  /** Some of it or all, and the leaves that are left with little. */
  #delete({ writer, rows }: Written): void {
    const { random, database } = this;
    const isAll = random.below(5) === 0;
    const picked = [...rows.entries()].sort(([a], [b]) => (a < b ? -1 : 1));
    const from = isAll ? 0 : random.below(picked.length + 1);
    const some = picked.slice(from, isAll ? undefined : from + random.below(rowsDeletedMost));
    for (const [id, { key, data }] of some) {
      writer.seek(key, data);
      writer.flagDelete(database.session, 0);
      rows.delete(id);
      writer.seek(key, data);
      if (writer.delete(database.session)) continue;
      writer.seek(key, data);
      this.#count(writer.merge(database.session) ?? 'not merged');
    }
    for (const { key, data } of [...rows.values()].slice(0, 5)) {
      writer.seek(key, data);
      this.#count(writer.merge(database.session) ?? 'not merged');
    }
  }

  #count(name: string): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  }

  /** All rows are there, and every page has one owner and one use (04 §1, §10). */
  expectSound(): void {
    for (const { tree, rows } of this.trees) {
      const found: string[] = [];
      const cursor = new TreeCursor(tree);
      while (cursor.next()) found.push(`${hex(cursor.key())}=${hex(cursor.data())}`);
      const expected = [...rows.values()].map(({ key, data }) => `${hex(key)}=${hex(data)}`);
      expect([tree.label, found.sort()]).toEqual([tree.label, expected.sort()]);
    }
    expect(this.#spaceProblems()).toEqual([]);
  }

  #spaceProblems(): string[] {
    const problems: string[] = [];
    const { root } = this.database.space;
    const known = [...this.trees].sort((a, b) => depthOf(a) - depthOf(b));
    const all = [{ tree: root, pgnoParent: 0, parent: undefined as Tree | undefined }];
    for (const { tree, parent } of known) {
      all.push({ tree, pgnoParent: (parent?.tree ?? root).pgnoFDP, parent: parent?.tree ?? root });
    }
    const owner: (Tree | undefined)[] = [];
    const use: (string | undefined)[] = [];
    for (const { tree, parent } of all) {
      for (const { pgnoFirst, pgnoLast } of ownedExtents(tree)) {
        for (let pgno = pgnoFirst; pgno <= pgnoLast; pgno++) {
          if (owner[pgno] !== parent) problems.push(`${tree.label} owns ${pgno}, which is not its parent's`);
          owner[pgno] = tree;
        }
      }
    }
    for (const { tree, pgnoParent } of all) {
      const mark = (pgno: number, name: string): void => {
        if (owner[pgno] !== tree) problems.push(`${tree.label} has ${pgno} for ${name} and does not own it`);
        if (use[pgno] !== undefined) problems.push(`${pgno} is ${name} and ${use[pgno]}`);
        use[pgno] = name;
      };
      const sink = ({ text }: { readonly text: string }): void => void problems.push(text);
      verifyTree(tree, sink, { pgnoParent, onPage: (pgno) => mark(pgno, tree.label) });
      const spaces = spaceTrees(tree);
      for (const space of spaces ? [spaces.owned, spaces.available] : []) {
        verifyTree(space, sink, { onPage: (pgno) => mark(pgno, space.label) });
      }
      for (const { pgnoFirst, pgnoLast } of [...availableExtents(tree), ...splitBuffers(tree)]) {
        for (let pgno = pgnoFirst; pgno <= pgnoLast; pgno++) mark(pgno, 'free');
      }
    }
    for (let pgno = 1; pgno < owner.length; pgno++) {
      if (use[pgno] === undefined) problems.push(`${pgno} of ${owner[pgno]?.label ?? 'nobody'} is lost`);
    }
    return problems;
  }
}

function depthOf({ parent }: Written): number {
  return parent === undefined ? 0 : 1 + depthOf(parent);
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
