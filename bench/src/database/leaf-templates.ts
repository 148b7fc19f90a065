import { pageDataSize, pageFlag, pageHeaderSize, tagSize } from '@esekit/pages';
import { compressedFlag, layOutPage, type Line } from './page-image';
import type { SeededNumbers } from './random';

/** Distinct pages; the rest of a database repeats them under other keys and numbers. */
export const templateCount = 256;

/**
 * The keys of the generated table are two long integers and a short text, in the normalised form of
 * keys: 0x7f in front of each column, sign bit turned over.
 *
 * | bytes | part                                                           |
 * |-------|----------------------------------------------------------------|
 * | 0-4   | 0x7f, number of the page, big endian: the same for a whole page |
 * | 5-7   | 0x7f and the upper half of the row number: always the same      |
 * | 8-9   | lower half of the row number                                    |
 * | 10-18 | 0x7f and 8 letters                                              |
 *
 * So the first 8 bytes are the prefix of every page, and every node is compressed by it.
 */
const prefixSize = 8;
const suffixSize = 11;

/** Where in a page the number that makes its keys unique stands: tag 0 is the first line. */
export function keyNumberOffset(pageSize: number): number {
  return pageHeaderSize(pageSize) + 1;
}

/**
 * Leaf pages, filled to about what a tree with density 95 % has. Checksums are the caller's.
 *
 * On every other page the lines stand in the order of their keys, as a split or an append leaves them,
 * on the rest in any order, as inserts at random places do: checking those costs more.
 */
export function leafTemplates(pageSize: number, objidFDP: number, numbers: SeededNumbers): Uint8Array[] {
  return Array.from({ length: templateCount }, (_, index) => {
    const page = new Uint8Array(pageSize);
    const flushType = (1 + (index % 3)) << 15;
    const facts = {
      dbtime: 0n,
      pgnoPrev: 0,
      pgnoNext: 0,
      objidFDP,
      flags: pageFlag.leaf | flushType,
      ctagReserved: 0,
    };
    const lines = leafLines(pageSize, numbers);
    layOutPage(
      page,
      0,
      facts,
      lines,
      index % 2 === 0 ? lines.keys() : shuffledBehindPrefix(lines.length, numbers),
    );
    return page;
  });
}

/** Tag 0, whose place has to be known, and then all others in any order. */
function shuffledBehindPrefix(count: number, numbers: SeededNumbers): number[] {
  const itags = Array.from({ length: count }, (_, itag) => itag);
  for (let i = count - 1; i > 1; i--) {
    const other = numbers.between(1, i);
    [itags[i], itags[other]] = [itags[other]!, itags[i]!];
  }
  return itags;
}

function leafLines(pageSize: number, numbers: SeededNumbers): Line[] {
  const prefix = Uint8Array.of(0x7f, 0, 0, 0, 0, 0x7f, 0x80, 0);
  const lines: Line[] = [{ bytes: prefix, flags: 0 }];
  const most = Math.floor(0.95 * pageDataSize(pageSize));
  let used = prefixSize + tagSize;
  for (let row = numbers.between(0, 9); ; row += numbers.between(1, 40)) {
    const bytes = leafNode(row, numbers);
    used += bytes.length + tagSize;
    if (used > most) return lines;
    lines.push({ bytes, flags: compressedFlag });
  }
}

/** cbPrefix, cbSuffix, the suffix and 80 to 150 bytes of data. */
function leafNode(row: number, numbers: SeededNumbers): Uint8Array {
  const node = numbers.fill(new Uint8Array(4 + suffixSize + numbers.between(80, 150)));
  node.set([prefixSize, 0, suffixSize, 0, row >>> 8, row & 0xff, 0x7f]);
  for (let i = 7; i < 4 + suffixSize; i++) node[i] = 0x41 + (node[i]! % 26);
  return node;
}
