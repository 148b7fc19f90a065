import { pageFlag } from '../../src/page/page-layout';
import { formatPage } from '../../src/page/page-format';
import { PageView } from '../../src/page/page-header';
import { insertLine, replaceLine } from '../../src/page/lines';
import { lineFlag, tagCb, tagIb } from '../../src/page/tags';

export interface FreshPageOptions {
  readonly flags?: number;
  /** Bytes of other content in front of and behind the page. */
  readonly margin?: number;
}

/** A formatted page of pgno 7, objid 3. */
export function freshPage(pageSize: number, options: FreshPageOptions = {}): PageView {
  const { flags = pageFlag.leaf, margin = 0 } = options;
  const view = new PageView(new Uint8Array(pageSize + 2 * margin), margin, pageSize);
  formatPage(view, { pgno: 7, objidFDP: 3, dbtime: 0x123n, flags });
  return view;
}

/** `size` bytes that show which line they are; the top bits of the first u16 are 0. */
export function lineOf(size: number, name: number): Uint8Array {
  const bytes = new Uint8Array(size).fill(name);
  if (size > 1) bytes[1] = name & 0x1f;
  return bytes;
}

/** A page of a space tree, whose lines need not be nodes, with lines of the given sizes. */
export function pageOfLines(pageSize: number, ...sizes: number[]): PageView {
  const view = freshPage(pageSize, { flags: pageFlag.leaf | pageFlag.spaceTree });
  sizes.forEach((size, i) => insertLine(view, i + 1, lineOf(size, i + 1)));
  return view;
}

export interface NodeParts {
  readonly key: string;
  readonly data?: string;
  /** Bytes of the key that are left to the page's prefix. */
  readonly cbPrefix?: number;
}

const text = new TextEncoder();

/** The line of a node, without flags. */
export function nodeLine({ key, data = 'd', cbPrefix }: NodeParts): Uint8Array {
  const suffix = text.encode(key.slice(cbPrefix ?? 0));
  const fields = cbPrefix === undefined ? [suffix.length] : [cbPrefix, suffix.length];
  return Uint8Array.from([...fields.flatMap((n) => [n & 0xff, n >> 8]), ...suffix, ...text.encode(data)]);
}

/** A leaf with a prefix (tag 0, when not empty) and nodes in the order given. */
export function pageOfNodes(
  pageSize: number,
  prefix: string,
  nodes: readonly NodeParts[],
  flags?: number,
): PageView {
  const view = freshPage(pageSize, flags === undefined ? {} : { flags });
  replaceLine(view, 0, text.encode(prefix));
  nodes.forEach((node, i) => {
    insertLine(view, i + 1, nodeLine(node), node.cbPrefix === undefined ? 0 : lineFlag.compressed);
  });
  return view;
}

/** Everything the accounting of 02 §5 speaks of; lines as [ib, cb] in tag order. */
export function layoutOf(view: PageView): {
  ibMicFree: number;
  cbFree: number;
  lines: [number, number][];
} {
  return {
    ibMicFree: view.ibMicFree,
    cbFree: view.cbFree,
    lines: Array.from({ length: view.itagMicFree }, (_, itag) => [tagIb(view, itag), tagCb(view, itag)]),
  };
}

/** The bytes of line `itag`. */
export function lineBytes(view: PageView, itag: number): Uint8Array {
  const start = view.dataStart + tagIb(view, itag);
  return view.bytes.subarray(start, start + tagCb(view, itag));
}

/** Sum of lines, free bytes and tags: cbPageData on every sound page. */
export function spaceSum(view: PageView): number {
  const { cbFree, lines } = layoutOf(view);
  return lines.reduce((sum, [, cb]) => sum + cb, cbFree + 4 * lines.length);
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
