import type { TracedOperation } from '@esekit/core/testing';
import type { Random } from '@esekit/testkit';
import type { Scene } from './scene';

/**
 * What a power failure leaves of a folder that was being filled: a kill, and then each thing that was
 * not synced may or may not have reached the disk. Files without a sync behind their last write hold
 * anything; names without a sync of their folder may be gone, renames undone.
 *
 * @param replaced what a file held that a rename replaced
 */
export function losePower(
  scene: Scene,
  folder: string,
  trace: readonly TracedOperation[],
  random: Random,
  replaced: Uint8Array,
): void {
  const lost = unsynced(folder, trace);
  for (const path of lost.content) {
    if (scene.disk.statSync(path)) scene.change(path, (bytes) => neverWritten(bytes, random));
  }
  for (const [from, to] of lost.renames) {
    if (random.below(2) === 0 || !scene.disk.statSync(to)) continue;
    scene.disk.renameSync(to, from);
    scene.write(to, replaced);
  }
  for (const path of lost.names) {
    if (random.below(2) === 0 && scene.disk.statSync(path)) scene.remove(path);
  }
  if (lost.folder && random.below(2) === 0 && scene.disk.statSync(folder)) {
    for (const name of scene.disk.readDirectorySync(folder)) scene.remove(`${folder}/${name}`);
    scene.disk.removeDirectorySync(folder);
  }
}

interface Unsynced {
  readonly content: Set<string>;
  readonly names: Set<string>;
  /** New path by old one. */
  readonly renames: Map<string, string>;
  folder: boolean;
}

/** What of the folder is not on the disk for certain, when the last operation of the trace failed. */
export function unsynced(folder: string, trace: readonly TracedOperation[], completed = false): Unsynced {
  const lost: Unsynced = { content: new Set(), names: new Set(), renames: new Map(), folder: false };
  const seen = new Set<string>();
  for (const { operation, path, target, index } of trace) {
    const isInside = path.startsWith(`${folder}/`);
    const failed = !completed && index === trace.length;
    if (operation === 'createDirectory' && path === folder) lost.folder = true;
    if (operation === 'open' && isInside && !seen.has(path)) {
      seen.add(path);
      lost.names.add(path);
    }
    if (operation === 'write') lost.content.add(path);
    if (failed) continue;
    if (operation === 'sync') lost.content.delete(path);
    if (operation === 'rename') lost.renames.set(path, target!);
    if (operation !== 'syncDirectory') continue;
    if (path === folder) {
      lost.names.clear();
      lost.renames.clear();
    } else lost.folder = false;
  }
  return lost;
}

/** Any state a file can be in whose writes were not made durable. */
function neverWritten(bytes: Uint8Array, random: Random): Uint8Array {
  const length = random.below(bytes.length + 1);
  switch (random.below(4)) {
    case 0:
      return new Uint8Array(0);
    case 1:
      return bytes.slice(0, length);
    case 2:
      return bytes.slice().fill(0, length);
    default:
      return bytes;
  }
}
