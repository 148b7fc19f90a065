import { JetError } from '@esekit/core';
import type { NodeView } from '@esekit/pages';
import type { MergeKind } from '../change/merge';
import type { Tree } from '../tree';
import { addDeltaAt, deleteAt, flagDeleteAt, flagInsertAt } from './flag-node';
import { insertAt } from './insert-node';
import type { Writer } from './journal';
import { mergeAt } from './merge-tree';
import { NodeOperation } from './node-operation';
import { replaceAt } from './replace-node';
import { setRootHeader, type HeaderChange } from './set-header';
import { shortenPrefix } from './shorten-prefix';
import { TreeContext } from './tree-context';
import type { Presence } from './tree-position';
import { undoAt, type Undone } from './undo-node';
import type { PageAllocator, WritableDatabase } from './writable-database';

export interface TreeWriterOptions {
  readonly database: WritableDatabase;
  /** Its source is the buffer of the database. */
  readonly tree: Tree;
  readonly allocator: PageAllocator;
  /**
   * Percent of the last page that insertions behind the last node may fill (03 §5.3), 20 to 100. Default 80.
   * Space trees and long values are filled to the end.
   */
  readonly density?: number;
}

const densityDefault = 80;
const noBytes = new Uint8Array(0);

/**
 * Changes a tree, every change logged first (24). {@link seek} says where; each of the operations works
 * there and uses the place up, so it is followed by another `seek`. The arrays given to `seek` must stay as
 * they are until then.
 *
 * `rceid` is the version that an operation makes, 0 when it makes none; who may do what with a node that
 * has versions is decided before. An operation that throws has changed nothing but, possibly, the shape of
 * the tree.
 */
export class TreeWriter {
  readonly #operation: NodeOperation;
  readonly #context: TreeContext;
  #isPlaced = false;

  constructor({ database, tree, allocator, density = densityDefault }: TreeWriterOptions) {
    if (tree.source !== database.buffer) {
      throw new JetError(
        'JET_errInvalidParameter',
        `${tree.label} is not read from the buffer it is changed in`,
      );
    }
    this.#context = new TreeContext(database, tree, allocator, density);
    this.#operation = new NodeOperation(this.#context);
  }

  get tree(): Tree {
    return this.#context.tree;
  }

  /** Whether a key is the whole of a bookmark. */
  get isUnique(): boolean {
    return this.#context.position.isUnique;
  }

  /**
   * Goes to the place of a bookmark.
   *
   * @param data where keys are not unique, the rest of the bookmark; elsewhere not looked at
   */
  seek(key: Uint8Array, data: Uint8Array = noBytes): Presence {
    this.#isPlaced = false;
    const presence = this.#context.position.seek(key, data);
    this.#isPlaced = true;
    return presence;
  }

  /** The node at the place, deleted or not: valid until anything changes. */
  get node(): NodeView {
    this.#requirePlace();
    const { position } = this.#context;
    position.locate();
    if (position.presence === 'absent') {
      throw new JetError('JET_errNoCurrentRecord', `${this.tree.label}: there is no such node`);
    }
    return position.read();
  }

  /** The page of the place. */
  get pgno(): number {
    this.#requirePlace();
    this.#context.position.locate();
    return this.#context.position.pgno;
  }

  /** The place on that page: of the node, or of the one in front of which it would stand. */
  get iline(): number {
    this.#requirePlace();
    this.#context.position.locate();
    return this.#context.position.iline;
  }

  /**
   * Inserts a node where there is none, not even a deleted one.
   *
   * @param data where keys are not unique, the data that was looked for is taken
   * @throws JET_errKeyDuplicate, JET_errRecordTooBig
   */
  insert(writer: Writer, rceid: number, data: Uint8Array = noBytes): void {
    this.#usePlace();
    try {
      insertAt(this.#operation, writer, rceid, this.isUnique ? data : this.#context.position.data);
    } finally {
      this.#end();
    }
  }

  /** Brings a deleted node back as it was. */
  flagInsert(writer: Writer, rceid: number): void {
    this.#usePlace();
    try {
      flagInsertAt(this.#operation, writer, rceid);
    } finally {
      this.#end();
    }
  }

  /**
   * Brings a deleted node back with other data.
   *
   * @param rceidReplace version of the replacement, in addition to that of the insertion
   */
  revive(writer: Writer, rceid: number, rceidReplace: number, data: Uint8Array): void {
    this.#usePlace();
    try {
      this.#requireUnique();
      replaceAt(this.#operation, writer, { data, rceid, rceidReplace, isRevival: true });
    } finally {
      this.#end();
    }
  }

  /** Replaces the data of a node. */
  replace(writer: Writer, rceid: number, data: Uint8Array): void {
    this.#usePlace();
    try {
      this.#requireUnique();
      replaceAt(this.#operation, writer, { data, rceid, rceidReplace: 0, isRevival: false });
    } finally {
      this.#end();
    }
  }

  flagDelete(writer: Writer, rceid: number): void {
    this.#usePlace();
    try {
      flagDeleteAt(this.#operation, writer, rceid);
    } finally {
      this.#end();
    }
  }

  /**
   * Removes a node that nobody can see any more.
   *
   * @returns `false`, with nothing changed, for the last node of a leaf that is no root; that one goes with
   *   its page
   */
  delete(writer: Writer): boolean {
    this.#usePlace();
    try {
      return deleteAt(this.#operation, writer);
    } finally {
      this.#end();
    }
  }

  /** Adds to a little-endian integer in the data of a node. */
  addDelta(writer: Writer, rceid: number, cbOffset: number, delta: bigint, width: 4 | 8): void {
    this.#usePlace();
    try {
      addDeltaAt(this.#operation, writer, rceid, cbOffset, delta, width);
    } finally {
      this.#end();
    }
  }

  /** Takes back what a version stands for, on the node of the bookmark. */
  undo(writer: Writer, undone: Undone): void {
    this.#usePlace();
    try {
      undoAt(this.#operation, writer, undone);
    } finally {
      this.#end();
    }
  }

  /**
   * Gives the leaf at the place up: when all its nodes are deleted and nobody can see them, or when those
   * that are not find room on a neighbour. A clean-up operation, in a transaction of its own (24 §5).
   *
   * @returns what was done; `undefined` when the leaf stays
   */
  merge(writer: Writer): MergeKind | undefined {
    this.#usePlace();
    try {
      return mergeAt(this.#context, writer);
    } finally {
      this.#end();
    }
  }

  /** Cuts off what no node of the leaf at the place uses of its prefix; whether there was such a thing. */
  shortenPrefix(writer: Writer): boolean {
    this.#usePlace();
    try {
      this.#context.position.locate();
      return shortenPrefix(this.#operation, writer);
    } finally {
      this.#end();
    }
  }

  /**
   * Replaces tag 0 of the root; needs no place.
   *
   * @param change makes the new header from a copy of the present one; called again when room had to be made
   */
  setExternalHeader(writer: Writer, change: HeaderChange): void {
    this.#isPlaced = false;
    try {
      setRootHeader(this.#operation, writer, change);
    } finally {
      this.#end();
    }
  }

  #usePlace(): void {
    this.#requirePlace();
    this.#isPlaced = false;
  }

  #requirePlace(): void {
    if (this.#isPlaced) return;
    throw new JetError('JET_errInternalError', `${this.tree.label}: no place was looked for`);
  }

  #requireUnique(): void {
    if (this.isUnique) return;
    throw new JetError('JET_errInternalError', `${this.tree.label}: data is part of the bookmark`);
  }

  #end(): void {
    this.#context.database.buffer.releasePins();
  }
}
