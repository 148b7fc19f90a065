/**
 * A page as 02 and 03 describe it, read by code of its own: what judges the writers of pages must not share
 * their offsets. Sizes are bytes; keys and data are lower-case hex, because that is how differences are shown.
 */
export interface PageImage {
  readonly pgno: number;
  readonly dbtime: bigint;
  readonly pgnoPrev: number;
  readonly pgnoNext: number;
  readonly objidFDP: number;
  readonly fFlags: number;
  /** Tag 0: the external header of a root, the prefix of any other page. */
  readonly external: string;
  readonly nodes: readonly NodeImage[];
}

export interface NodeImage {
  /** The whole key, what the prefix gives included. */
  readonly key: string;
  readonly data: string;
  /** Bytes of the key that come from the prefix; 0 when the node is not compressed. */
  readonly cbPrefix: number;
  readonly isDeleted: boolean;
}

/** Page flags (02 §1.2). */
export const pageFlags = { root: 0x1, leaf: 0x2, empty: 0x8, spaceTree: 0x20, preInit: 0x20000 } as const;

const nodeFlags = { deleted: 2, compressed: 4 } as const;

export function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}

/** @throws Error that says where the page is not what 02 §4 describes */
export function readPage(bytes: Uint8Array, pgno: number): PageImage {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const itagState = view.getUint16(34, true);
  const itagMicFree = itagState & 0x0fff;
  const ctagReserved = Math.max(1, (itagState >> 12) & 7);
  const fFlags = view.getUint32(36, true);
  const lines = Array.from({ length: itagMicFree }, (_, itag) => readLine(bytes, view, itag, pgno));
  const external = lines[0]?.bytes ?? new Uint8Array();
  const isRoot = (fFlags & pageFlags.root) !== 0;
  return {
    pgno,
    dbtime: view.getBigUint64(8, true),
    pgnoPrev: view.getUint32(16, true),
    pgnoNext: view.getUint32(20, true),
    objidFDP: view.getUint32(24, true),
    fFlags,
    external: hex(external),
    nodes: lines.slice(ctagReserved).map((line, i) => readNode(line, isRoot ? undefined : external, pgno, i)),
  };
}

interface Line {
  readonly bytes: Uint8Array;
  readonly flags: number;
  readonly isLarge: boolean;
}

function readLine(bytes: Uint8Array, view: DataView, itag: number, pgno: number): Line {
  const isLarge = bytes.length > 8192;
  const mask = isLarge ? 0x7fff : 0x1fff;
  const at = bytes.length - 4 * (itag + 1);
  if (at < 0) throw new Error(`page ${pgno}: no room for tag ${itag}`);
  const [cbWord, ibWord] = [view.getUint16(at, true), view.getUint16(at + 2, true)];
  const start = (isLarge ? 80 : 40) + (ibWord & mask);
  const size = cbWord & mask;
  if (start + size > at) throw new Error(`page ${pgno}: tag ${itag} leaves the data area`);
  const line = bytes.subarray(start, start + size);
  return { bytes: line, flags: isLarge ? (line[1] ?? 0) >> 5 : ibWord >> 13, isLarge };
}

function readNode(
  { bytes, flags, isLarge }: Line,
  prefix: Uint8Array | undefined,
  pgno: number,
  iline: number,
): NodeImage {
  const word = (at: number): number => (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
  const isCompressed = (flags & nodeFlags.compressed) !== 0;
  const first = isLarge ? word(0) & 0x1fff : word(0);
  const cbPrefix = isCompressed ? first : 0;
  const cbSuffix = isCompressed ? word(2) : first;
  const keyAt = isCompressed ? 4 : 2;
  if (cbPrefix > (prefix?.length ?? 0) || keyAt + cbSuffix > bytes.length) {
    throw new Error(`page ${pgno}: node ${iline} has a key of ${cbPrefix} + ${cbSuffix} bytes`);
  }
  const suffix = bytes.subarray(keyAt, keyAt + cbSuffix);
  return {
    key: hex(prefix?.subarray(0, cbPrefix) ?? new Uint8Array()) + hex(suffix),
    data: hex(bytes.subarray(keyAt + cbSuffix)),
    cbPrefix,
    isDeleted: (flags & nodeFlags.deleted) !== 0,
  };
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');
}
