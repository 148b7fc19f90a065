/**
 * The space header of a tree's root page (04 §2), 16 bytes in tag 0, or the first field there when the
 * root carries the extended form (03 §3.1).
 *
 * | off | size | field                                                        |
 * |-----|------|--------------------------------------------------------------|
 * | 0   | 4    | form 1: cpgPrimary; form 2: cpgLastAlloc                     |
 * | 4   | 4    | pgnoParent                                                   |
 * | 8   | 4    | flags                                                        |
 * | 12  | 4    | single extent: rgbitAvail; multiple extent: pgnoOE           |
 */
export interface SpaceHeader {
  /** cpgPrimary, or cpgLastAlloc in form 2. */
  readonly cpg: number;
  readonly pgnoParent: number;
  readonly flags: number;
  /** rgbitAvail, or pgnoOE of a tree with space trees of its own. */
  readonly rgbitAvailOrPgnoOE: number;
}

export const spaceHeaderSize = 16;

export const spaceFlag = { multipleExtent: 1, nonUnique: 2, formTwo: 4 } as const;

/** Field bits in the first byte of the extended form (03 §3.1). */
const extendedSpaceHeader = 1;

/** Decodes tag 0 of a root page; `undefined` when it holds no space header. */
export function decodeSpaceHeader(externalHeader: Uint8Array): SpaceHeader | undefined {
  const start = spaceHeaderStart(externalHeader);
  if (start === undefined || externalHeader.length < start + spaceHeaderSize) return undefined;
  const view = new DataView(externalHeader.buffer, externalHeader.byteOffset + start, spaceHeaderSize);
  return {
    cpg: view.getUint32(0, true),
    pgnoParent: view.getUint32(4, true),
    flags: view.getUint32(8, true),
    rgbitAvailOrPgnoOE: view.getUint32(12, true),
  };
}

function spaceHeaderStart(externalHeader: Uint8Array): number | undefined {
  if (externalHeader.length === spaceHeaderSize) return 0;
  if (externalHeader.length === 0) return undefined;
  return (externalHeader[0]! & extendedSpaceHeader) !== 0 ? 1 : undefined;
}
