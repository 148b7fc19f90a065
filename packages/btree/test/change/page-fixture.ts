import {
  checkPageStructure,
  externalHeader,
  formatPage,
  lineFlag,
  NodeView,
  pageFlag,
  PageView,
  tagCb,
  tagIb,
} from '@esekit/pages';
import { expect } from 'vitest';
import { insertNode, setExternalHeader } from '../../src/index';
import { bytes } from '../fixture/entries';

export const pageSizes = [2048, 4096, 8192, 16384, 32768] as const;

/** A node in letters, with its flags by their first letter: `['key', 'data', 'VD']`. */
export type NodeInWords = readonly [key: string, data: string, flags?: string];

export interface PageInWords {
  readonly pageSize?: number;
  readonly pgno?: number;
  readonly flags?: number;
  readonly prefix?: string | Uint8Array;
  readonly pgnoPrev?: number;
  readonly pgnoNext?: number;
  readonly storesReservedTags?: boolean;
}

export const objidFDP = 9;

const letters: Readonly<Record<string, number>> = { V: lineFlag.version, D: lineFlag.deleted };
const text = new TextDecoder();

/** A page, a leaf if nothing else is said, made by the functions under test. */
export function pageOf(nodes: readonly NodeInWords[], words: PageInWords = {}): PageView {
  const { pageSize = 4096, pgno = 20, flags = pageFlag.leaf, prefix = '' } = words;
  const { pgnoPrev = 0, pgnoNext = 0, storesReservedTags = false } = words;
  const view = new PageView(new Uint8Array(pageSize));
  formatPage(view, { pgno, objidFDP, dbtime: 70n, flags, pgnoPrev, pgnoNext, storesReservedTags });
  setExternalHeader(view, typeof prefix === 'string' ? bytes(prefix) : prefix);
  for (const [key, data, names = ''] of nodes) {
    insertNode(view, view.clines, bytes(key), bytes(data), flagsOf(names));
  }
  return view;
}

export function flagsOf(names: string): number {
  return [...names].reduce((flags, name) => flags | letters[name]!, 0);
}

/** `key=data`, with the flags in front of it: `VD key=data`. */
export function nodesOf(view: PageView): string[] {
  const node = new NodeView();
  return Array.from({ length: view.clines }, (_, iline) => {
    const key = new Uint8Array(node.read(view, iline).cbKey);
    node.copyKey(key);
    const names = Object.keys(letters).filter((name) => (node.flags & letters[name]!) !== 0);
    return `${names.join('')} ${text.decode(key)}=${text.decode(node.data())}`.trim();
  });
}

/** How much of the page's prefix each node uses. */
export function prefixUseOf(view: PageView): number[] {
  const node = new NodeView();
  return Array.from({ length: view.clines }, (_, iline) => node.read(view, iline).cbPrefix);
}

export function prefixOf(view: PageView): string {
  return text.decode(externalHeader(view));
}

/** A line as it stands on the page, in hexadecimal. */
export function lineHex(view: PageView, itag: number): string {
  const start = view.dataStart + tagIb(view, itag);
  return hex(view.bytes.subarray(start, start + tagCb(view, itag)));
}

export function hex(array: Uint8Array): string {
  return Array.from(array, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The structure of 02 §7 holds. */
export function expectSound(...views: readonly (PageView | undefined)[]): void {
  for (const view of views) if (view) expect(checkPageStructure(view)).toBeUndefined();
}

export function copyOf(view: PageView): PageView {
  return new PageView(view.bytes.slice(view.start, view.start + view.pageSize));
}

/** What a log and a change have to agree on: all but dbtime, and where on the page a line stands. */
export function contentOf(view: PageView): unknown {
  const { flags, pgnoPrev, pgnoNext, pgno, cbFree, cbUncommittedFree } = view;
  const page = { flags, pgnoPrev, pgnoNext, pgno, objid: view.objidFDP, cbFree, cbUncommittedFree };
  return { ...page, prefix: prefixOf(view), nodes: nodesOf(view), use: prefixUseOf(view) };
}

export function blankPage(pageSize = 4096): PageView {
  return new PageView(new Uint8Array(pageSize).fill(0xa5));
}
