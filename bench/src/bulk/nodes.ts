import { compressedFlag, type Line } from '../database/page-image';

/** A node of a leaf. */
export interface TreeNode {
  readonly key: Uint8Array;
  readonly data: Uint8Array;
}

/** What a node may be compressed by; a shorter agreement does not pay (03 §2.3). */
const prefixLeast = 3;

export function commonLength(a: Uint8Array, b: Uint8Array): number {
  const most = Math.min(a.length, b.length);
  let i = 0;
  while (i < most && a[i] === b[i]) i++;
  return i;
}

/** A node as a line of a page with this prefix. */
export function nodeLine({ key, data }: TreeNode, prefix: Uint8Array): Line {
  const common = commonLength(key, prefix);
  const cbPrefix = common >= prefixLeast ? common : 0;
  const head = cbPrefix > 0 ? 4 : 2;
  const cbSuffix = key.length - cbPrefix;
  const bytes = new Uint8Array(head + cbSuffix + data.length);
  if (cbPrefix > 0) {
    bytes[0] = cbPrefix;
    bytes[1] = cbPrefix >>> 8;
  }
  bytes[head - 2] = cbSuffix;
  bytes[head - 1] = cbSuffix >>> 8;
  for (let i = 0; i < cbSuffix; i++) bytes[head + i] = key[cbPrefix + i]!;
  bytes.set(data, head + cbSuffix);
  return { bytes, flags: cbPrefix > 0 ? compressedFlag : 0 };
}

/** What entries of a tree are ordered by: the key, and where keys are not unique the data behind it. */
export function bookmarkOf({ key, data }: TreeNode, isUnique: boolean): Uint8Array {
  return isUnique ? key : Buffer.concat([key, data]);
}

/** The shortest key above `left` and not above `right` (03 §5.7). */
export function separator(left: Uint8Array, right: Uint8Array): Uint8Array {
  return right.slice(0, commonLength(left, right) + 1);
}

export function pageNumberBytes(pgno: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, pgno, true);
  return bytes;
}
