import { isBlank, pageFlags, readPage, type NodeImage, type PageImage } from './page-image';
import type { PageStore } from './page-store';

/** Checksum format, scrubbed and the two bits of the flush type: redo is free to set them (23 §4.6.4). */
const freeFlags = 0x2000 | 0x4000 | 0x18000;

export interface PageComparisonOptions {
  /**
   * The highest dbtime of the logs that both sides replayed. A page of theirs with a higher one was changed by
   * the undo or the clean-up behind it, whose dbtimes are each side's own. Default: all dbtimes must be equal.
   */
  readonly dbtimeRedoMost?: bigint | undefined;
  /** Differences to describe; further ones are counted. Default 12. */
  readonly describedMost?: number;
}

export interface PageComparison {
  /** Pages that were laid side by side; blank ones of both sides are not among them. */
  readonly pages: number;
  readonly nodes: number;
  /** Pages that the undo behind the logs changed. */
  readonly undonePages: number;
  /** Pages with at least one difference, ascending. */
  readonly differentPages: readonly number[];
  /** The first differences in words, one page after the other. */
  readonly differences: readonly string[];
}

/**
 * Whether two databases hold the same on the same pages: live nodes with keys, data and use of the prefix in the
 * same order, external header, page flags, siblings, owner and dbtimes. Not looked at: checksums, flush types,
 * positions of nodes inside a page, the versioned flag, nodes that are flagged as deleted, what a page that its
 * tree has given back still holds.
 */
export function comparePagesLogically(
  ours: PageStore,
  theirs: PageStore,
  options: PageComparisonOptions = {},
): PageComparison {
  const tally = { pages: 0, nodes: 0, undonePages: 0 };
  const differentPages: number[] = [];
  const differences: string[] = [];
  if (ours.pageCount !== theirs.pageCount) {
    differences.push(`pages: ours ${ours.pageCount}, theirs ${theirs.pageCount}`);
  }
  for (let pgno = 1; pgno <= Math.min(ours.pageCount, theirs.pageCount); pgno++) {
    const [a, b] = [ours.page(pgno), theirs.page(pgno)];
    if (isBlank(a) && isBlank(b)) continue;
    tally.pages++;
    const found = comparePage(a, b, pgno, options, tally);
    if (found.length === 0) continue;
    differentPages.push(pgno);
    differences.push(...found.map((text) => `page ${pgno}: ${text}`));
  }
  return { ...tally, differentPages, differences: differences.slice(0, options.describedMost ?? 12) };
}

function comparePage(
  a: Uint8Array,
  b: Uint8Array,
  pgno: number,
  { dbtimeRedoMost }: PageComparisonOptions,
  tally: { nodes: number; undonePages: number },
): string[] {
  if (isBlank(a) || isBlank(b)) return [`ours is ${describe(a, pgno)}, theirs ${describe(b, pgno)}`];
  const [ours, theirs] = [readPage(a, pgno), readPage(b, pgno)];
  const found: string[] = [];
  const isUndone = dbtimeRedoMost !== undefined && theirs.dbtime > dbtimeRedoMost;
  if (isUndone) tally.undonePages++;
  if (isUndone ? ours.dbtime <= dbtimeRedoMost : ours.dbtime !== theirs.dbtime) {
    found.push(`dbtime ours ${ours.dbtime}, theirs ${theirs.dbtime}${isUndone ? ' (undone)' : ''}`);
  }
  const fields = ['objidFDP', 'pgnoPrev', 'pgnoNext'] as const;
  for (const field of fields) {
    if (ours[field] !== theirs[field]) found.push(`${field} ours ${ours[field]}, theirs ${theirs[field]}`);
  }
  const [ourFlags, theirFlags] = [ours.fFlags & ~freeFlags, theirs.fFlags & ~freeFlags];
  if (ourFlags !== theirFlags)
    found.push(`fFlags ours 0x${ourFlags.toString(16)}, theirs 0x${theirFlags.toString(16)}`);
  if ((ourFlags & theirFlags & pageFlags.empty) !== 0) return found;
  if (ours.external !== theirs.external) {
    found.push(`external header ours ${piece(ours.external)}, theirs ${piece(theirs.external)}`);
  }
  tally.nodes += theirs.nodes.length;
  found.push(...compareNodes(ours, theirs));
  return found;
}

/** The first difference between the live nodes, and how many there are on each side. */
function compareNodes(ours: PageImage, theirs: PageImage): string[] {
  const [a, b] = [ours, theirs].map(({ nodes }) => nodes.filter(({ isDeleted }) => !isDeleted)) as [
    NodeImage[],
    NodeImage[],
  ];
  const found: string[] = [];
  if (a.length !== b.length) {
    found.push(
      `live nodes ours ${a.length} of ${ours.nodes.length}, theirs ${b.length} of ${theirs.nodes.length}`,
    );
  }
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    for (const field of ['key', 'data', 'cbPrefix'] as const) {
      const [x, y] = [String(a[i]![field]), String(b[i]![field])];
      if (x !== y) return [...found, `live node ${i}: ${field} ours ${around(x, y)}, theirs ${around(y, x)}`];
    }
  }
  return found;
}

function describe(bytes: Uint8Array, pgno: number): string {
  if (isBlank(bytes)) return 'blank';
  const { objidFDP, fFlags, dbtime, nodes } = readPage(bytes, pgno);
  return `a page of object ${objidFDP}, flags 0x${fFlags.toString(16)}, dbtime ${dbtime}, ${nodes.length} nodes`;
}

function piece(text: string): string {
  return text.length > 80
    ? `${text.slice(0, 80)}… (${text.length / 2} bytes)`
    : text === ''
      ? '(none)'
      : text;
}

/** The part of a hex string where it begins to differ from another. */
function around(text: string, other: string): string {
  let at = 0;
  while (at < text.length && text[at] === other[at]) at++;
  const start = Math.max(0, at - (at % 2) - 8);
  const shown = text.slice(start, start + 48);
  return `${start > 0 ? `(${text.length / 2} bytes, at ${start / 2}) …` : ''}${shown}${start + 48 < text.length ? '…' : ''}`;
}
