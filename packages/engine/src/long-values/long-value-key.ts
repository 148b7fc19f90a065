import type { NodeView } from '@esekit/pages';
import { chunkOffsetSize } from './long-value-format';

/** LIDs of 8 bytes have this bit, those of 4 bytes never (12 §2). */
const wideBit = 0x80;

/** What a key of the long-value tree is about. */
interface LongValueKey {
  readonly kind: 'root' | 'chunk';
  /** Bytes of the LID in front. */
  readonly width: number;
}

/** Tells roots from chunks by length and first bit; `undefined` for a key that is neither (12 §2). */
export function longValueKey(key: Uint8Array, cbKey: number): LongValueKey | undefined {
  const isWide = (key[0]! & wideBit) !== 0;
  if (cbKey === 4 && !isWide) return { kind: 'root', width: 4 };
  if (cbKey === 8) return isWide ? { kind: 'root', width: 8 } : { kind: 'chunk', width: 4 };
  return cbKey === 8 + chunkOffsetSize && isWide ? { kind: 'chunk', width: 8 } : undefined;
}

/** A LID as a number; those of 8 bytes sort behind those of 4, as their keys do. */
export function lidNumber(bigEndian: Uint8Array, width: number): bigint {
  let lid = 0n;
  for (let i = 0; i < width; i++) lid = (lid << 8n) | BigInt(bigEndian[i]!);
  return lid;
}

/** Turns the LID of a record, which is little endian, around. */
export function turnLid(bytes: Uint8Array, start: number, width: number, target: Uint8Array): Uint8Array {
  for (let i = 0; i < width; i++) target[i] = bytes[start + width - 1 - i]!;
  return target;
}

/** Copies a key of the tree, as far as one can be that long. */
export function copyShortKey(node: NodeView, target: Uint8Array): number {
  return node.cbKey <= target.length ? node.copyKey(target) : node.cbKey;
}
