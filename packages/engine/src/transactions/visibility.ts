import { JetError } from '@esekit/core';
import type { NodeVersions, Version } from './version';
import { isActiveFor, type Viewer } from './viewer';

/** What a session sees of a node. One object serves many nodes. */
export class VisibleNode {
  exists = false;
  /**
   * The page's bytes, a before-image in place, or bytes of this object: they hold until the next look with the
   * same object and the next change of the page or the version store.
   */
  data: Uint8Array = new Uint8Array(0);
  #scratch: Uint8Array = new Uint8Array(0);

  /** Makes `data` a copy that may be written to. */
  own(): Uint8Array {
    const { data } = this;
    if (this.#scratch.length < data.length) this.#scratch = new Uint8Array(data.length * 2);
    this.data = this.#scratch.subarray(0, data.length);
    this.data.set(data);
    return this.data;
  }
}

/**
 * Whether a later version may hide older ones that the viewer must not see. Whoever inserts, replaces or deletes
 * must have seen all that was there; deltas and locks of several sessions stand side by side, though.
 */
function mayCoverActive(version: Version): boolean {
  return version.kind === 'delta' || version.kind === 'readLock' || version.kind === 'writeLock';
}

function takeBack(data: Uint8Array, { cbOffset, width, delta }: Version): void {
  if (cbOffset + width > data.length) {
    throw new JetError(
      'JET_errDatabaseCorrupted',
      `take back a delta at ${cbOffset} of ${data.length} bytes`,
    );
  }
  const view = new DataView(data.buffer, data.byteOffset + cbOffset, width);
  if (width === 4) view.setInt32(0, Number(BigInt.asIntN(32, BigInt(view.getInt32(0, true)) - delta)), true);
  else view.setBigInt64(0, view.getBigInt64(0, true) - delta, true);
}

/**
 * Looks at a node as a session sees it (14 §2.2, F-17, F-42): the page's state without what versions active for
 * the session did, newest first. A delta of another session is taken back even where the session's own version
 * is newer (F-03).
 *
 * @param versions `undefined` when the node has none
 * @param isDeleted the node's delete flag
 * @param data the node's data as the page has it
 */
export function lookAtNode(
  viewer: Viewer,
  versions: NodeVersions | undefined,
  isDeleted: boolean,
  data: Uint8Array,
  result: VisibleNode,
): void {
  result.exists = !isDeleted;
  result.data = data;
  let image: Version | undefined;
  let hasDeltas = false;
  for (let version = versions?.newest; version !== undefined; version = version.older) {
    if (!isActiveFor(version, viewer)) {
      if (mayCoverActive(version)) continue;
      break;
    }
    if (version.kind === 'insert') result.exists = false;
    else if (version.kind === 'flagDelete') result.exists = true;
    else if (version.kind === 'delta') hasDeltas = true;
    else if (version.kind === 'replace') {
      // What was added later is not in its before-image.
      image = version;
      hasDeltas = false;
    }
  }
  if (!result.exists) return;
  if (image !== undefined) result.data = image.beforeImage;
  if (!hasDeltas) return;
  const own = result.own();
  let version = image === undefined ? versions?.newest : image.older;
  for (; version !== undefined; version = version.older) {
    if (isActiveFor(version, viewer)) {
      if (version.kind === 'delta') takeBack(own, version);
    } else if (!mayCoverActive(version)) break;
  }
}
