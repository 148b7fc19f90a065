import { createMemoryFileSystem } from '@esekit/core';
import { decodeSpaceHeader, externalHeader, PageBuffer, type PageView } from '@esekit/pages';
import {
  availableExtents,
  ownedExtents,
  SpaceManager,
  spaceTrees,
  splitBuffers,
  Tree,
  TreeWriter,
  type Journal,
  type NewTreeRequest,
  type SpaceOptions,
  type SpaceTrees,
  type WritableDatabase,
  type Writer,
} from '../../../src/index';

export const writer: Writer = { procid: 5, trxBegin0: 8, level: 1, isSystemTask: false };

type Change = Readonly<Record<string, unknown>>;

/** A database of 4 KiB pages in memory whose journal remembers what was logged, with the fields that matter. */
export class SpaceScene {
  readonly logged: string[] = [];
  readonly buffer: PageBuffer;
  readonly space: SpaceManager;
  readonly database: WritableDatabase;
  #dbtime = 0x40;
  #objid = 1;

  constructor(options: Partial<SpaceOptions> = {}, cpgPrimary = 254) {
    const file = createMemoryFileSystem().openSync('a.edb', 'createNew');
    this.buffer = new PageBuffer({ file, pageSize: 4096, isOverlay: true });
    this.database = {
      ...{ dbid: 1, buffer: this.buffer, storesReservedTags: false, logsNewPages: false },
      journal: this.#journal(),
      nextDbtime: () => ++this.#dbtime,
    };
    this.space = new SpaceManager({
      database: this.database,
      extensionPages: 256,
      grow: (pgnoLast) => this.buffer.resize(pgnoLast),
      ...options,
    });
    this.space.createRoot(writer, cpgPrimary);
  }

  get root(): Tree {
    return this.space.root;
  }

  create(parent: Tree, request: Partial<NewTreeRequest> = {}): Tree {
    const objidFDP = ++this.#objid;
    const pgnoFDP = this.space.createTree(writer, {
      ...{ parent, objidFDP, cpg: 1, isMultiple: false, kind: 'table', isUnique: true },
      ...request,
    });
    return new Tree({ source: this.buffer, pgnoFDP, objidFDP });
  }

  /** Pages for a tree, one after the other, each in place of a split of the one before. */
  allocate(tree: Tree, count: number, pgnoHint = tree.pgnoFDP, isAppend = false): number[] {
    const pgnos: number[] = [];
    for (let i = 0; i < count; i++) {
      pgnos.push(this.space.allocatePage(tree, pgnos.at(-1) ?? pgnoHint, writer, isAppend));
    }
    return pgnos;
  }

  free(tree: Tree, ...pgnos: number[]): void {
    for (const pgno of pgnos) this.space.freePage(tree, pgno, writer);
  }

  /** What the act logs. */
  log(act: () => unknown): string[] {
    const before = this.logged.length;
    act();
    return this.logged.slice(before);
  }

  /** As [first page, last page]. */
  owned(tree: Tree): number[][] {
    return [...ownedExtents(tree)].map(({ pgnoFirst, pgnoLast }) => [pgnoFirst, pgnoLast]);
  }

  available(tree: Tree): number[][] {
    return [...availableExtents(tree)].map(({ pgnoFirst, pgnoLast }) => [pgnoFirst, pgnoLast]);
  }

  buffered(tree: Tree): string[] {
    return splitBuffers(tree).map(({ of, pgnoFirst, pgnoLast }) => `${of} ${pgnoFirst}-${pgnoLast}`);
  }

  page(pgno: number): PageView {
    return this.buffer.get(pgno).view;
  }

  /** cpg, pgnoParent, flags, and bits or pgnoOE. */
  header(tree: Tree): number[] {
    const header = decodeSpaceHeader(externalHeader(this.page(tree.pgnoFDP)))!;
    return [header.cpg, header.pgnoParent, header.flags, header.rgbitAvailOrPgnoOE];
  }

  spaceTrees(tree: Tree): SpaceTrees {
    return spaceTrees(tree)!;
  }

  treeWriter(tree: Tree): TreeWriter {
    return new TreeWriter({ database: this.database, tree, allocator: this.space });
  }

  #journal(): Journal {
    const log = (name: string, change: Change, pgnoLast: unknown): number => {
      this.logged.push(
        name === 'extendDatabase' ? `${name} ${String(pgnoLast)}` : describeChange(name, change),
      );
      return 65537;
    };
    return new Proxy({} as Journal, {
      get: (_, name) => (change: Change, pgnoLast: unknown) => log(String(name), change, pgnoLast),
    });
  }
}

/** Pages of `from` to `to`. */
export function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

const noted = ['pgno', 'iline', 'pgnoFDP', 'key', 'data', 'cpgPrimary', 'cpgSecondary', 'pgnoFirst', 'kind'];

function describeChange(name: string, change: Change): string {
  const fields = noted
    .filter((field) => change[field] !== undefined && isSaid(name, field))
    .map((field) => (field === 'pgno' || field === 'pgnoFDP' ? String(change[field]) : text(change[field])));
  return [name, ...fields].join(' ');
}

/** One object serves several kinds of records, so only what a kind means counts. */
function isSaid(name: string, field: string): boolean {
  switch (field) {
    case 'iline':
      return !/^(create|convert|setExternal)/.test(name);
    case 'pgnoFDP':
      return name === 'freeFDP';
    case 'key':
      return /^(insert|flagInsert)/.test(name);
    case 'data':
      return /^(insert|flagInsertAndReplaceData|replace|setExternal)/.test(name);
    default:
      return true;
  }
}

function text(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  return String(value);
}
