import { isBlank, readPage, type PageStore } from '@esekit/testkit';

/** Bits that a replay is free to set (23 §4.6.4): checksum format, scrubbed, flush type. */
const freeFlags = 0x2000 | 0x4000 | 0x18000;
const emptyFlag = 0x8;

export interface ExactComparison {
  readonly pages: number;
  readonly nodes: number;
  /** Pages that differ, and in what. */
  readonly differences: readonly string[];
}

/**
 * Compares all that a replay dictates: dbtimes, flags, owner, siblings, line 0, number of tags, and all nodes, those
 * flagged Deleted too, with their keys, data and use of the prefix.
 */
export function compareExactly(ours: PageStore, theirs: PageStore): ExactComparison {
  const differences: string[] = [];
  let pages = 0;
  let nodes = 0;
  const last = Math.max(ours.pageCount, theirs.pageCount);
  for (let pgno = 1; pgno <= last; pgno++) {
    const [a, b] = [ours, theirs].map((store) =>
      pgno <= store.pageCount ? store.page(pgno) : new Uint8Array(store.pageSize),
    ) as [Uint8Array, Uint8Array];
    if (isBlank(a) && isBlank(b)) continue;
    pages++;
    if (isBlank(a) || isBlank(b)) {
      differences.push(`page ${pgno} is blank ${isBlank(a) ? 'here' : 'there'}`);
      continue;
    }
    nodes += readPage(b, pgno).nodes.length;
    const [mine, other] = [describe(a, pgno), describe(b, pgno)];
    if (mine !== other) differences.push(`page ${pgno}: ${around(mine, other)}, not ${around(other, mine)}`);
  }
  return { pages, nodes, differences };
}

function describe(bytes: Uint8Array, pgno: number): string {
  const image = readPage(bytes, pgno);
  const fFlags = image.fFlags & ~freeFlags;
  const { dbtime, objidFDP, pgnoPrev, pgnoNext, external, nodes } = image;
  const head = [dbtime, objidFDP, pgnoPrev, pgnoNext, fFlags, bytes[34], bytes[35]].join(' ');
  // What an emptied page holds does not matter to anyone.
  if ((fFlags & emptyFlag) !== 0) return head;
  const lines = nodes.map(({ key, data, cbPrefix, isDeleted }) => [key, data, cbPrefix, isDeleted].join(':'));
  return [head, external, ...lines].join(' | ');
}

function around(text: string, other: string): string {
  let at = 0;
  while (at < text.length && text[at] === other[at]) at++;
  return `…${text.slice(Math.max(0, at - 20), at + 40)}…`;
}
