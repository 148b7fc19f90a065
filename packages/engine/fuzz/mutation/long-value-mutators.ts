import { deleteLine } from '@esekit/pages';
import { replaceData, setU32 } from './record-editing';
import type { Mutator, NodeTarget, Target } from './mutation';

/** The trees of long values, and the entries of indexes. */

/** A root has a key of 4 bytes, or of 8 that begin with a bit set; a chunk has 4 more (12 §2). */
function pickLongValue(target: Target, isWanted: (isRoot: boolean) => boolean): NodeTarget | undefined {
  for (let i = 0; i < 16; i++) {
    const found = target.pickNode('longValues');
    if (found === undefined) return undefined;
    const key = new Uint8Array(found.node.cbKey);
    found.node.copyKey(key);
    const isRoot = key.length === 4 || (key.length === 8 && key[0]! >= 0x80);
    if (isWanted(isRoot)) return found;
  }
  return undefined;
}

const pickRoot = (target: Target): NodeTarget | undefined => pickLongValue(target, (isRoot) => isRoot);
const pickChunk = (target: Target): NodeTarget | undefined => pickLongValue(target, (isRoot) => !isRoot);

export const longValueMutators: readonly Mutator[] = [
  {
    name: 'long value size',
    apply(target) {
      const found = pickRoot(target);
      if (found === undefined || found.node.cbData < 8) return false;
      setU32(found.node.bytes, found.node.dataStart + 4, target.number());
      return true;
    },
  },
  {
    name: 'long value root',
    apply(target) {
      const found = pickRoot(target);
      if (found === undefined) return false;
      const data = found.node.data();
      if (target.chance(2)) return replaceData(found, data.slice(0, 1 + target.random.below(data.length)));
      const longer = new Uint8Array(9);
      longer.set(data.subarray(0, 8));
      longer[8] = target.random.below(4);
      return replaceData(found, longer);
    },
  },
  {
    name: 'chunk offset',
    apply(target) {
      const found = pickChunk(target);
      if (found === undefined) return false;
      const { node } = found;
      return target.spoilByte(node.bytes, Math.max(node.suffixStart, node.dataStart - 4), node.dataStart);
    },
  },
  {
    name: 'chunk resized',
    apply(target) {
      const found = pickChunk(target);
      if (found === undefined) return false;
      const data = found.node.data();
      const grown = new Uint8Array(data.length + target.random.below(9));
      grown.set(data);
      return replaceData(
        found,
        target.chance(3) ? grown : data.slice(0, 1 + target.random.below(data.length)),
      );
    },
  },
  {
    name: 'chunk deleted',
    apply(target) {
      const found = pickChunk(target);
      if (found === undefined) return false;
      deleteLine(found.view, found.itag);
      return true;
    },
  },
  {
    name: 'index key',
    apply(target) {
      const found = target.pickNode('index');
      if (found === undefined) return false;
      const { bytes, suffixStart, dataStart } = found.node;
      return target.spoilByte(bytes, suffixStart, dataStart);
    },
  },
  {
    name: 'index bookmark',
    apply(target) {
      const found = target.pickNode('index');
      if (found === undefined) return false;
      const { bytes, dataStart, cbData } = found.node;
      if (target.chance(3))
        return replaceData(found, bytes.slice(dataStart, dataStart + target.random.below(cbData)));
      return target.spoilByte(bytes, dataStart, dataStart + cbData);
    },
  },
];
