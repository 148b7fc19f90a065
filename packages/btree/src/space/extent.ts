import { JetError, limits, type JetErrorName } from '@esekit/core';
import type { NodeView } from '@esekit/pages';

/** What pages of an available-extent tree are kept for (04 §3). */
export const pool = { general: 0, continuous: 1, shelved: 2 } as const;

/** A run of pages. */
export interface Extent {
  readonly pgnoFirst: number;
  /** Less than `pgnoFirst` in the marker of a used-up region, which has no pages (04 §3, pool 1). */
  readonly pgnoLast: number;
  readonly pool: number;
}

export type SpaceTreeKind = 'owned' | 'available';

const spaceErrors = {
  owned: 'JET_errSPOwnExtCorrupted',
  available: 'JET_errSPAvailExtCorrupted',
} as const satisfies Record<SpaceTreeKind, JetErrorName>;

export function spaceError(kind: SpaceTreeKind, text: string): JetError {
  return new JetError(spaceErrors[kind], text);
}

/** A key is the last page, big endian; in pools other than the general one 0x80 | pool comes first. */
const keySize = 4;
const poolKeySize = 5;
const poolMark = 0x80;
const dataSize = 4;

/** Tag 0 of the root of a space tree (04 §5). */
export const splitBufferSize = 16;

/**
 * Decodes a node of a space tree (04 §3); `undefined` when it is none.
 *
 * | key                                    | data                |
 * |----------------------------------------|---------------------|
 * | [0x80 \| pool,] pgnoLast, big endian   | cpg, little endian  |
 */
export function decodeExtent(node: NodeView, kind: SpaceTreeKind): Extent | undefined {
  const { cbKey, cbData } = node;
  const hasPool = cbKey === poolKeySize && kind === 'available';
  if (cbData !== dataSize || !(cbKey === keySize || hasPool)) return undefined;
  const mark = hasPool ? keyByte(node, 0) : poolMark;
  const number = mark - poolMark;
  if (hasPool && number !== pool.continuous && number !== pool.shelved) return undefined;
  let pgnoLast = 0;
  for (let i = cbKey - keySize; i < cbKey; i++) pgnoLast = pgnoLast * 256 + keyByte(node, i);
  const { bytes, dataStart: at } = node;
  const cpg = (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
  const isMarker = cpg === 0 && number === pool.continuous;
  if (pgnoLast > limits.pgnoMost || cpg > pgnoLast || (cpg === 0 && !isMarker)) return undefined;
  return { pgnoFirst: pgnoLast - cpg + 1, pgnoLast, pool: number };
}

/** The key of an extent (04 §3). */
export function encodeExtentKey(pgnoLast: number, ofPool: number = pool.general): Uint8Array {
  const [a, b, c, d] = [pgnoLast >>> 24, pgnoLast >>> 16, pgnoLast >>> 8, pgnoLast];
  return ofPool === pool.general ? Uint8Array.of(a, b, c, d) : Uint8Array.of(poolMark | ofPool, a, b, c, d);
}

/** The data of an extent of `cpg` pages (04 §3). */
export function encodeExtentData(cpg: number): Uint8Array {
  return Uint8Array.of(cpg, cpg >>> 8, cpg >>> 16, cpg >>> 24);
}

/** Keys of space trees may be compressed like any other. */
function keyByte(node: NodeView, i: number): number {
  const { bytes, cbPrefix, prefixStart, suffixStart } = node;
  return i < cbPrefix ? bytes[prefixStart + i]! : bytes[suffixStart + i - cbPrefix]!;
}
