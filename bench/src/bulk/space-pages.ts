import { pageFlag, spaceHeaderSize } from '@esekit/pages';
import { nodeLine, pageNumberBytes, type TreeNode } from './nodes';
import type { PageWriter } from './page-writer';

/** Pages with the root of a tree and of its two space trees in front (04 §6.2). */
export const spacePages = 3;

/** Runs of pages. */
export interface Extent {
  readonly pgnoLast: number;
  readonly pages: number;
}

/** A tree as its space trees see it. */
interface SpaceOwner {
  readonly pgnoRoot: number;
  readonly objidFDP: number;
  readonly kindFlags: number;
}

const multipleExtents = 1;
const nonUnique = 2;
const splitBuffer = new Uint8Array(16);

/** Tag 0 of the root of a tree that owns `pages` pages from its root on, with space trees behind it. */
export function spaceHeader(
  pgnoRoot: number,
  pages: number,
  pgnoParent: number,
  isUnique: boolean,
): Uint8Array {
  const header = new Uint8Array(spaceHeaderSize);
  const view = new DataView(header.buffer);
  view.setUint32(0, pages, true);
  view.setUint32(4, pgnoParent, true);
  view.setUint32(8, multipleExtents | (isUnique ? 0 : nonUnique), true);
  view.setUint32(12, pgnoRoot + 1, true);
  return header;
}

/** Writes the space trees of a tree that uses all that it owns. */
export function writeSpaceTrees(writer: PageWriter, tree: SpaceOwner, owned: readonly Extent[]): void {
  const flags = pageFlag.root | pageFlag.leaf | pageFlag.spaceTree | tree.kindFlags;
  const facts = { pgnoPrev: 0, pgnoNext: 0, objidFDP: tree.objidFDP, flags };
  const header = { bytes: splitBuffer, flags: 0 };
  const extents = owned.map((extent) => nodeLine(extentNode(extent), new Uint8Array(0)));
  writer.write(tree.pgnoRoot + 1, facts, [header, ...extents]);
  writer.write(tree.pgnoRoot + 2, facts, [header]);
}

/** The last page, big endian, and the number of pages, little endian (04 §3). */
export function extentNode({ pgnoLast, pages }: Extent): TreeNode {
  const key = new Uint8Array(4);
  new DataView(key.buffer).setUint32(0, pgnoLast);
  return { key, data: pageNumberBytes(pages) };
}
