import { cbUsable, deleteLine, insertLine, tagOffset, writeTagFlags } from '@esekit/pages';
import { replaceData, setU16, u16 } from './record-editing';
import type { Mutator } from './mutation';

/** The page header, the tags and the nodes of any page. */

/** Offset and bytes of the fields behind the checksum (02 §1.1). */
const pageFields = [
  [8, 4],
  [16, 4],
  [20, 4],
  [24, 4],
  [28, 2],
  [30, 2],
  [32, 2],
  [34, 2],
  [36, 4],
  [64, 4],
] as const;

const flagsThatMatter = [0x1, 0x2, 0x4, 0x8, 0x10, 0x20, 0x40, 0x80, 0x400, 0x800, 0x2000, 0x20000, 0x40000];

export const pageMutators: readonly Mutator[] = [
  {
    name: 'page header field',
    apply(target) {
      const view = target.pickPage()!;
      const [offset, size] = target.random.pick(pageFields);
      if (size === 2) view.setU16(offset, target.number(view.u16(offset)));
      else view.setU32(offset, target.number(view.u32(offset)));
      return true;
    },
  },
  {
    name: 'page flags',
    apply(target) {
      const view = target.pickPage()!;
      view.flags ^= target.random.pick(flagsThatMatter);
      return true;
    },
  },
  {
    name: 'page byte',
    apply(target) {
      const view = target.pickPage()!;
      return target.spoilByte(view.bytes, 0, view.pageSize);
    },
  },
  {
    name: 'page block',
    apply(target) {
      const { bytes } = target.pickPage()!;
      const size = 1 << target.random.below(10);
      const at = target.random.below(bytes.length - size);
      if (target.chance(2)) target.random.fill(bytes.subarray(at, at + size));
      else bytes.copyWithin(at, target.random.below(bytes.length - size), bytes.length);
      return true;
    },
  },
  {
    name: 'tag word',
    apply(target) {
      const view = target.pickPage()!;
      const count = Math.max(1, Math.min(view.itagMicFree, 200));
      const offset = tagOffset(view, target.random.below(count));
      const old = view.u16(offset);
      const value = target.number(old) & 0xffff;
      view.setU16(offset, value);
      // Half of the time the sum of all sizes is kept, so that the page passes for sound a little longer.
      if (target.chance(2)) view.cbFree += (old & view.tagMask) - (value & view.tagMask);
      return value !== old;
    },
  },
  {
    name: 'tags swapped',
    apply(target) {
      const view = target.pickPage()!;
      if (view.itagMicFree < 2 || !view.hasTagArrayInside) return false;
      const [a, b] = [target.random.below(view.itagMicFree), target.random.below(view.itagMicFree)];
      const [first, second] = [view.u32(tagOffset(view, a)), view.u32(tagOffset(view, b))];
      view.setU32(tagOffset(view, a), second);
      view.setU32(tagOffset(view, b), first);
      return a !== b;
    },
  },
  {
    name: 'node flags',
    apply(target) {
      const found = target.pickNode(...nodeKinds);
      return found !== undefined && writeTagFlags(found.view, found.itag, target.random.below(8));
    },
  },
  {
    name: 'node sizes',
    apply(target) {
      const found = target.pickNode(...nodeKinds);
      if (found === undefined) return false;
      const { node, view } = found;
      const isPrefix = node.isCompressed && target.chance(2);
      const at = isPrefix ? node.suffixStart - 4 : node.suffixStart - 2;
      const old = u16(view.bytes, at);
      // The top bits of the first word are the node's flags on large pages.
      const value = (old & 0xe000) | (target.number(old) & 0x1fff);
      setU16(view.bytes, at, value);
      return value !== old;
    },
  },
  {
    name: 'key byte',
    apply(target) {
      const found = target.pickNode(...nodeKinds);
      if (found === undefined) return false;
      const { node } = found;
      const end = node.suffixStart + node.cbSuffix;
      // The last bytes seldom break the order of keys, so that the page itself stays sound.
      return target.spoilByte(node.bytes, target.chance(2) ? end - 1 : node.suffixStart, end);
    },
  },
  {
    name: 'node data byte',
    apply(target) {
      const found = target.pickNode(...nodeKinds);
      if (found === undefined) return false;
      return target.spoilByte(
        found.node.bytes,
        found.node.dataStart,
        found.node.dataStart + found.node.cbData,
      );
    },
  },
  {
    name: 'node data resized',
    apply(target) {
      const found = target.pickNode(...nodeKinds);
      if (found === undefined) return false;
      const data = found.node.data().slice();
      if (target.chance(2)) return replaceData(found, data.slice(0, 1 + target.random.below(data.length)));
      const more = new Uint8Array(data.length + 1 + target.random.below(40));
      more.set(data);
      return replaceData(found, target.chance(2) ? more : more.fill(0xff, data.length));
    },
  },
  {
    name: 'node deleted',
    apply(target) {
      const found = target.pickNode(...nodeKinds, 'inner', 'catalog');
      if (found === undefined) return false;
      deleteLine(found.view, found.itag);
      return true;
    },
  },
  {
    name: 'node duplicated',
    apply(target) {
      const found = target.pickNode(...nodeKinds, 'inner');
      if (found === undefined) return false;
      const { node, view, itag } = found;
      const lineStart = node.suffixStart - (node.isCompressed ? 4 : 2);
      const line = node.bytes.slice(lineStart, node.dataStart + node.cbData);
      if (cbUsable(view) < line.length + 4) return false;
      insertLine(view, itag + target.random.below(2), line, node.flags);
      return true;
    },
  },
];

const nodeKinds = ['catalog', 'shadow', 'records', 'index', 'longValues', 'inner', 'space'] as const;
