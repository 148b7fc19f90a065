import type { NodeVersions, Transaction, Version } from './version';
import { owedAfter, type VersionStore } from './version-store';

/**
 * What the pages are told when versions are not needed any more (14 §2.1, §2.5): done by the engine with an
 * internal session. It may throw; the same call comes again with the next clean-up then.
 */
export interface CleanUp {
  /**
   * Bits of `owed` that {@link settleNode} has something to do for; a node with none of them is dropped with its
   * last version, which is what becomes of nearly all that are inserted. Default: all.
   */
  readonly settledKinds?: number;
  /** The page need not keep `version.cbDelta` bytes for the rollback of a replace any more. */
  releaseSpace(version: Version): void;
  /**
   * The last version of a node is gone, so everyone sees what the page has. `kinds` are bits of `owed`: the
   * version flag can be cleared; a node with the delete flag can go (`flagDelete`, `undoneInsert`); an integer
   * that is 0 can have its consequence (`delta`), which may be a versioned change of the node.
   */
  settleNode(node: NodeVersions, kinds: number): void;
}

const allKinds = -1;

/** Transactions that have committed and wait until nobody is older, in the order of their commits. */
export class CleanUpQueue {
  readonly #versions: VersionStore;
  readonly #target: CleanUp;
  #first: Transaction | undefined;
  #last: Transaction | undefined;
  #isRunning = false;

  constructor(versions: VersionStore, target: CleanUp) {
    this.#versions = versions;
    this.#target = target;
  }

  add(transaction: Transaction): void {
    if (transaction.newest === undefined) return;
    if (this.#last === undefined) this.#first = transaction;
    else this.#last.next = transaction;
    this.#last = transaction;
  }

  /** Whether {@link run} would do something; cheap enough to be asked after every call. */
  isDue(oldest: number): boolean {
    const transaction = this.#first;
    if (transaction !== undefined && transaction.trxCommit0 < oldest) return true;
    return this.#versions.nextToSettle() !== undefined;
  }

  /**
   * Cleans up versions that every session sees, and nodes that have none left. A call in the middle of another
   * does nothing.
   *
   * @param oldest asked again before each step: the smallest trxBegin0 of an open transaction
   * @param stepsMost versions and nodes of this call
   * @returns how many it were; fewer than `stepsMost` when nothing is left to be done now
   */
  run(oldest: () => number, stepsMost: number): number {
    if (this.#isRunning) return 0;
    this.#isRunning = true;
    try {
      let steps = 0;
      while (steps < stepsMost && (this.#settleOne() || this.#cleanOne(oldest()))) steps++;
      return steps;
    } finally {
      this.#isRunning = false;
    }
  }

  #settleOne(): boolean {
    const node = this.#versions.nextToSettle();
    if (node === undefined) return false;
    const kinds = node.owed;
    node.owed = 0;
    try {
      this.#target.settleNode(node, kinds);
    } catch (cause) {
      node.owed |= kinds;
      throw cause;
    }
    this.#versions.endSettling(node);
    return true;
  }

  #cleanOne(oldest: number): boolean {
    const transaction = this.#first;
    if (transaction === undefined || transaction.trxCommit0 >= oldest) return false;
    const version = transaction.oldest!;
    if (version.kind === 'action') version.action!.cleanUp?.();
    else {
      if (version.cbDelta !== 0) this.#target.releaseSpace(version);
      version.node!.owed |= owedAfter(version.kind) & (this.#target.settledKinds ?? allKinds);
    }
    this.#versions.drop(version);
    if (transaction.oldest === undefined) {
      this.#first = transaction.next;
      if (this.#first === undefined) this.#last = undefined;
    }
    return true;
  }
}
