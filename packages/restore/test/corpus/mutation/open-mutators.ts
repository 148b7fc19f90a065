import type { Scene } from './scene';
import { segmentOf } from './log-file';

/**
 * Damage that leaves the checksums as they were: what disks and people do to logs. Recovery has to notice it, or to
 * come to one of the states that the instance was in.
 */
export const openMutators: Readonly<Record<string, (scene: Scene) => void>> = {
  bit(scene) {
    const bytes = scene.change(scene.anyLog().name);
    bytes[scene.random.below(bytes.length)]! ^= 1 << scene.random.below(8);
  },

  bits(scene) {
    const bytes = scene.change(scene.anyLog().name);
    const start = scene.random.below(bytes.length);
    for (let n = 2 + scene.random.below(6); n > 0; n--) {
      bytes[Math.min(bytes.length - 1, start + scene.random.below(4096))]! ^= 1 << scene.random.below(8);
    }
  },

  noise(scene) {
    const bytes = scene.change(scene.anyLog().name);
    const start = scene.random.below(bytes.length);
    scene.random.fill(
      bytes.subarray(start, start + 1 + scene.random.below(scene.random.pick([16, 512, 8192]))),
    );
  },

  header(scene) {
    const bytes = scene.change(scene.anyLog().name);
    scene.random.fill(bytes.subarray(scene.random.below(4096)).subarray(0, 1 + scene.random.below(16)));
  },

  zeroSegment(scene) {
    const log = scene.anyLog();
    segmentOf(scene.change(log.name), scene.anySegment(log)).fill(0);
  },

  zeroTail(scene) {
    const log = scene.random.below(2) === 0 ? scene.currentLog : scene.anyLog();
    scene.change(log.name).fill(0, scene.anySegment(log) * 4096);
  },

  staleSegment(scene) {
    const [to, from] = [scene.anyLog(), scene.anyLog()];
    const isec = scene.anySegment(to);
    const other = scene.random.below(2) === 0 ? isec : scene.anySegment(from);
    const target = segmentOf(scene.change(to.name), isec);
    target.set(segmentOf(scene.files.get(from.name)!, other).subarray(0, target.length));
  },

  cut(scene) {
    const { name } = scene.anyLog();
    const bytes = scene.files.get(name)!;
    const size = scene.random.below(bytes.length);
    scene.replace(name, bytes.slice(0, scene.random.below(2) === 0 ? size : size - (size % 4096)));
  },

  extend(scene) {
    const { name } = scene.anyLog();
    const bytes = scene.files.get(name)!;
    const longer = new Uint8Array(bytes.length + 4096 * (1 + scene.random.below(16)));
    longer.set(bytes);
    scene.replace(name, longer);
  },

  remove(scene) {
    scene.remove(scene.anyLog().name);
  },

  swap(scene) {
    const [a, b] = [scene.anyLog().name, scene.anyLog().name];
    const [first, second] = [scene.files.get(a)!, scene.files.get(b)!];
    scene.replace(a, second);
    scene.replace(b, first);
  },

  copyOver(scene) {
    const [a, b] = [scene.anyLog().name, scene.anyLog().name];
    scene.replace(a, scene.files.get(b)!);
  },

  noCheckpoint(scene) {
    for (const name of scene.files.keys()) if (name.endsWith('.chk')) scene.remove(name);
  },

  checkpoint(scene) {
    const name = [...scene.files.keys()].find((one) => one.endsWith('.chk'));
    if (name === undefined) return;
    const bytes = scene.change(name);
    scene.random.fill(
      bytes.subarray(scene.random.below(bytes.length)).subarray(0, 1 + scene.random.below(64)),
    );
  },
};
