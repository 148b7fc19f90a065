import { JetError, limits, type File } from '@esekit/core';
import { checkPageChecksum, isBlankPage } from '../checksum/page-checksum';
import { pageCount, pageOffset } from '../geometry';
import { externalHeader, NodeView } from '../page/nodes';
import { PageView } from '../page/page-header';
import { pageFlag } from '../page/page-layout';
import { checkPageStructure } from '../page/page-structure';
import { correctedPage } from '../verify/diagnose-page';
import { decodeSpaceHeader, spaceFlag } from './space-header';

/** The database root; its owned extents are the logical size of the file (04 §1). */
const pgnoRoot = 1;
const objidRoot = 1;

/** Bytes of an owned-extent key: the extent's last page, big endian (04 §3). */
const extentKeySize = 4;

/** Bytes of an owned extent's size, and of a child page number: little endian. */
const u32Size = 4;

/**
 * The last page the database owns, from nothing but the root's owned-extent tree. What lies behind it
 * in the file has not been handed to the database (01 §1).
 *
 * @throws JET_errSPOwnExtCorrupted when the tree is not sound; the error of a page of it that is damaged
 */
export async function lastOwnedPage(file: File, pageSize: number): Promise<number> {
  const pages = pageCount(await file.size(), pageSize);
  return new OwnedExtentWalk(file, pageSize, pages).lastOwned();
}

class OwnedExtentWalk {
  readonly #visited = new Set<number>();
  readonly #node = new NodeView();

  constructor(
    readonly file: File,
    readonly pageSize: number,
    readonly pagesInFile: number,
  ) {}

  async lastOwned(): Promise<number> {
    const root = await this.#readPage(pgnoRoot);
    const header = decodeSpaceHeader(externalHeader(root));
    if (!header || (header.flags & spaceFlag.multipleExtent) === 0) {
      throw corrupted(pgnoRoot, 'the database root has no owned-extent tree');
    }
    const last = await this.#lastBelow(header.rgbitAvailOrPgnoOE, 1);
    if (last === 0) throw corrupted(pgnoRoot, 'the database root owns nothing');
    return last;
  }

  /** Highest extent end in the subtree; 0 when all of its nodes are deleted. */
  async #lastBelow(pgno: number, depth: number): Promise<number> {
    if (depth > limits.treeDepthMost) throw corrupted(pgno, 'the owned-extent tree is too deep');
    const page = await this.#readTreePage(pgno);
    const isLeaf = page.hasFlag(pageFlag.leaf);
    // From the right, because extents ascend: the first one that is not deleted is the last.
    for (let iline = page.clines - 1; iline >= 0; iline--) {
      const node = this.#node.read(page, iline);
      if (node.isDeleted) continue;
      const last = isLeaf ? extentEnd(node, pgno) : await this.#lastBelow(childPage(node, pgno), depth + 1);
      if (last !== 0) return last;
    }
    return 0;
  }

  async #readTreePage(pgno: number): Promise<PageView> {
    if (this.#visited.has(pgno) || this.#visited.size >= limits.ownedExtentPagesMost) {
      throw corrupted(pgno, 'the owned-extent tree is no tree');
    }
    this.#visited.add(pgno);
    const page = await this.#readPage(pgno);
    if (!page.hasFlag(pageFlag.spaceTree)) throw corrupted(pgno, 'the page is of no space tree');
    return page;
  }

  async #readPage(pgno: number): Promise<PageView> {
    if (pgno < 1 || pgno > this.pagesInFile) throw corrupted(pgno, 'the page lies outside the file');
    const bytes = new Uint8Array(this.pageSize);
    await this.file.read(bytes, pageOffset(pgno, this.pageSize));
    if (isBlankPage(bytes)) throw new JetError('JET_errPageNotInitialized', `page ${pgno} is blank`);
    const verdict = checkPageChecksum(bytes, pgno);
    const sound = verdict.state === 'bad' ? correctedPage(bytes, pgno) : bytes;
    if (!sound) throw new JetError('JET_errReadVerifyFailure', `page ${pgno} is damaged`);
    const page = new PageView(sound);
    const problem = checkPageStructure(page);
    if (problem) throw new JetError(problem.error, `page ${pgno}: ${problem.text}`);
    if (page.objidFDP !== objidRoot) throw corrupted(pgno, `the page belongs to object ${page.objidFDP}`);
    return page;
  }
}

function extentEnd(node: NodeView, pgno: number): number {
  if (node.cbSuffix !== extentKeySize || node.cbPrefix !== 0 || node.cbData !== u32Size) {
    throw corrupted(pgno, 'a node is no extent');
  }
  const view = new DataView(node.bytes.buffer, node.bytes.byteOffset);
  const last = view.getUint32(node.suffixStart);
  const cpg = view.getUint32(node.dataStart, true);
  if (last > limits.pgnoMost || cpg === 0 || cpg > last) throw corrupted(pgno, 'an extent is impossible');
  return last;
}

function childPage(node: NodeView, pgno: number): number {
  if (node.cbData !== u32Size) throw corrupted(pgno, 'a node points to no page');
  return new DataView(node.bytes.buffer, node.bytes.byteOffset).getUint32(node.dataStart, true);
}

function corrupted(pgno: number, text: string): JetError {
  return new JetError('JET_errSPOwnExtCorrupted', `page ${pgno}: ${text}`);
}
