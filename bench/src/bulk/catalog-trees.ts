import { createNodeFileSystem } from '@esekit/core/node';
import { Tree, TreeCursor } from '@esekit/btree';
import { openDatabase } from '@esekit/engine';
import { pageDataSize, pageFlag, PageView, pageOffset, tagSize } from '@esekit/pages';
import { linesOfSmallPage, type Line } from '../database/page-image';
import type { SampleDatabase } from '../database/re-lay-sample';
import { catalogRoots, type CatalogAdditions } from './catalog-nodes';
import { nodeLine, pageNumberBytes, separator, type TreeNode } from './nodes';
import { olderCatalogNodes } from './older-catalog';
import type { PageWriter } from './page-writer';

const objids: Readonly<Record<number, number>> = {
  [catalogRoots.objects]: 2,
  [catalogRoots.shadow]: 3,
  [catalogRoots.names]: 4,
  [catalogRoots.rootObjects]: 5,
  [catalogRoots.objectIds]: 6,
};

const noPrefix = new Uint8Array(0);

/**
 * Writes the trees of the catalog with the nodes of the sample and new ones. They stay on their pages,
 * which are larger than those of the sample and so have room: nothing changes in their space.
 */
export function writeCatalogTrees(
  writer: PageWriter,
  sample: SampleDatabase,
  samplePath: string,
  additions: CatalogAdditions,
): void {
  const database = openDatabase(createNodeFileSystem(), samplePath);
  try {
    for (const pgnoRoot of Object.values(catalogRoots)) {
      const objidFDP = objids[pgnoRoot]!;
      const cursor = new TreeCursor(new Tree({ source: database.source, pgnoFDP: pgnoRoot, objidFDP }));
      const { nodes, pages } = contents(cursor);
      const all = [...olderCatalogNodes(pgnoRoot, nodes), ...additions[pgnoRoot]].sort((a, b) =>
        Buffer.compare(a.key, b.key),
      );
      writeTree(writer, sample, pgnoRoot, pages, all);
    }
  } finally {
    database.close();
  }
}

/** The nodes of a tree, and the pages of its leaves. */
function contents(cursor: TreeCursor): { nodes: TreeNode[]; pages: number[] } {
  const nodes: TreeNode[] = [];
  const pages = new Set<number>();
  while (cursor.next()) {
    nodes.push({ key: cursor.key(), data: cursor.data().slice() });
    pages.add(cursor.pgno);
  }
  return { nodes, pages: [...pages] };
}

function writeTree(
  writer: PageWriter,
  sample: SampleDatabase,
  pgnoRoot: number,
  pages: readonly number[],
  nodes: readonly TreeNode[],
): void {
  const position = pageOffset(pgnoRoot, sample.pageSize);
  const root = new PageView(sample.bytes.subarray(position, position + sample.pageSize));
  const { objidFDP } = root;
  const header = linesOfSmallPage(root)[0]!;
  const facts = { pgnoPrev: 0, pgnoNext: 0, objidFDP, flags: root.flags };
  if ((root.flags & pageFlag.leaf) !== 0) {
    writer.write(pgnoRoot, facts, [header, ...linesOf(nodes, writer.pageSize)]);
    return;
  }
  const rootLines = [header];
  const share = Math.ceil(nodes.length / pages.length);
  for (const [i, pgno] of pages.entries()) {
    const group = nodes.slice(i * share, (i + 1) * share);
    const next = nodes[(i + 1) * share];
    const end = next ? separator(group.at(-1)!.key, next.key) : noPrefix;
    const flags = (root.flags & ~(pageFlag.root | pageFlag.parentOfLeaf)) | pageFlag.leaf;
    const leafFacts = { pgnoPrev: pages[i - 1] ?? 0, pgnoNext: pages[i + 1] ?? 0, objidFDP, flags };
    const lines = [{ bytes: noPrefix, flags: 0 }, ...linesOf(group, writer.pageSize)];
    writer.write(pgno, leafFacts, lines);
    rootLines.push(nodeLine({ key: end, data: pageNumberBytes(pgno) }, noPrefix));
  }
  writer.write(pgnoRoot, facts, rootLines);
}

function linesOf(nodes: readonly TreeNode[], pageSize: number): Line[] {
  const lines = nodes.map((node) => nodeLine(node, noPrefix));
  const used = lines.reduce((sum, { bytes }) => sum + bytes.length + tagSize, 0);
  if (used > pageDataSize(pageSize) - 32)
    throw new Error('the catalog of the sample leaves no room for a table');
  return lines;
}
