import type { NodeView } from '@esekit/pages';

/**
 * The order of keys (03 §4.1): byte by byte, unsigned, and a key that is the beginning of another is
 * the lesser one. All of these are negative, 0 or positive, and build no key.
 */

/** The key of a node against `cbKey` bytes of `key`. */
export function compareNodeKey(node: NodeView, key: Uint8Array, cbKey = key.length): number {
  const { bytes, prefixStart, cbPrefix, suffixStart, cbSuffix } = node;
  const cbInPrefix = cbPrefix < cbKey ? cbPrefix : cbKey;
  for (let i = 0; i < cbInPrefix; i++) {
    const difference = bytes[prefixStart + i]! - key[i]!;
    if (difference !== 0) return difference;
  }
  const cbRest = cbKey - cbInPrefix < cbSuffix ? cbKey - cbInPrefix : cbSuffix;
  for (let i = 0; i < cbRest; i++) {
    const difference = bytes[suffixStart + i]! - key[cbInPrefix + i]!;
    if (difference !== 0) return difference;
  }
  return cbPrefix + cbSuffix - cbKey;
}

/** Whether the key of a node begins with `cb` bytes of `prefix`. */
export function nodeKeyBeginsWith(node: NodeView, prefix: Uint8Array, cb = prefix.length): boolean {
  const { bytes, prefixStart, cbPrefix, suffixStart } = node;
  if (node.cbKey < cb) return false;
  const cbInPrefix = cbPrefix < cb ? cbPrefix : cb;
  for (let i = 0; i < cbInPrefix; i++) if (bytes[prefixStart + i] !== prefix[i]) return false;
  for (let i = cbInPrefix; i < cb; i++) {
    if (bytes[suffixStart + i - cbInPrefix] !== prefix[i]) return false;
  }
  return true;
}

/** The data of a node against bytes `start` to `end` of `data`. */
export function compareNodeData(node: NodeView, data: Uint8Array, start: number, end: number): number {
  const { bytes, dataStart, cbData } = node;
  const cb = end - start < cbData ? end - start : cbData;
  for (let i = 0; i < cb; i++) {
    const difference = bytes[dataStart + i]! - data[start + i]!;
    if (difference !== 0) return difference;
  }
  return cbData - (end - start);
}

/** The first `cbA` bytes of `a` against the first `cbB` of `b`. */
export function compareBytes(a: Uint8Array, b: Uint8Array, cbA = a.length, cbB = b.length): number {
  const cb = cbA < cbB ? cbA : cbB;
  for (let i = 0; i < cb; i++) {
    const difference = a[i]! - b[i]!;
    if (difference !== 0) return difference;
  }
  return cbA - cbB;
}
