import { Tree, TreeCursor } from '@esekit/btree';
import type { PageSource } from '@esekit/pages';

/** The nodes of a long-value tree as somebody sees them: as the pages hold them, or as a session may. */
export interface LongValueNodes {
  /** Goes to the node of a key, the first `cbKey` bytes of `key`; `false` when there is none. */
  seek(key: Uint8Array, cbKey: number): boolean;
  /** Of the node that was found; valid until the next seek or change. */
  data(): Uint8Array;
}

/** What stands in the pages. */
export class StoredLongValues implements LongValueNodes {
  readonly #cursor: TreeCursor;

  constructor(
    source: PageSource,
    tree: { readonly pgnoFDP: number; readonly objidFDP: number },
    label: string,
  ) {
    this.#cursor = new TreeCursor(new Tree({ source, ...tree, label }));
  }

  seek(key: Uint8Array, cbKey: number): boolean {
    return this.#cursor.seek(key, '=', cbKey);
  }

  data(): Uint8Array {
    return this.#cursor.node.data();
  }
}
