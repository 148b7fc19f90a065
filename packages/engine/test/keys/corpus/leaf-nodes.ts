import { JetError } from '@esekit/core';
import { lineFlag, NodeView, pageFlag, PageView } from '@esekit/pages';

export interface Node {
  readonly key: Uint8Array;
  readonly data: Uint8Array;
}

const pageSizeAt = 236;

/** The live leaf nodes of every tree of a database, by objid, in the order of the file. */
export function readTrees(file: Uint8Array): Map<number, Node[]> {
  const pageSize = new DataView(file.buffer, file.byteOffset).getUint32(pageSizeAt, true) || 4096;
  const trees = new Map<number, Node[]>();
  for (let start = 2 * pageSize; start + pageSize <= file.length; start += pageSize) {
    const page = new PageView(file, start, pageSize);
    const isTree = (page.flags & pageFlag.leaf) !== 0;
    if (!isTree || (page.flags & (pageFlag.empty | pageFlag.spaceTree)) !== 0) continue;
    const nodes = trees.get(page.objidFDP) ?? [];
    trees.set(page.objidFDP, nodes);
    nodes.push(...nodesOf(page));
  }
  return trees;
}

/** A damaged page gives none: the corpus has some. */
function nodesOf(page: PageView): Node[] {
  const nodes: Node[] = [];
  const node = new NodeView();
  try {
    for (let i = 0; i < page.clines; i++) {
      node.read(page, i);
      if ((node.flags & lineFlag.deleted) === 0) nodes.push(copyOf(node));
    }
  } catch (error) {
    if (!JetError.isInstance(error)) throw error;
    return [];
  }
  return nodes;
}

function copyOf({ bytes, prefixStart, cbPrefix, suffixStart, cbSuffix, dataStart, cbData }: NodeView): Node {
  const key = new Uint8Array(cbPrefix + cbSuffix);
  key.set(bytes.subarray(prefixStart, prefixStart + cbPrefix));
  key.set(bytes.subarray(suffixStart, suffixStart + cbSuffix), cbPrefix);
  return { key, data: bytes.slice(dataStart, dataStart + cbData) };
}
