import type { NodeVersions } from './version';

/** Nodes without versions whose pages are to be told so, each once. */
export class SettleQueue {
  #last: NodeVersions | undefined;
  first: NodeVersions | undefined;

  push(node: NodeVersions): void {
    node.isQueued = true;
    if (this.#last === undefined) this.first = node;
    else this.#last.nextToSettle = node;
    this.#last = node;
  }

  /** Takes the first off, which must be there. */
  shift(): void {
    const node = this.first!;
    this.first = node.nextToSettle;
    if (this.first === undefined) this.#last = undefined;
    node.nextToSettle = undefined;
    node.isQueued = false;
  }
}
