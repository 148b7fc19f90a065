import { externalHeader } from '@esekit/pages';
import { setU32 } from './record-editing';
import type { Mutator, Target } from './mutation';

/** What holds the pages of a tree together, and what says which pages it owns. */

/** The root of a tree of some kind of leaves may be the leaf itself, so the root of any page will do. */
function spoilSpaceHeader(target: Target): boolean {
  const view = target.pickPage('root');
  if (view === undefined) return false;
  const header = externalHeader(view);
  if (header.length < 16) return false;
  const at = header.byteOffset - view.bytes.byteOffset + (header.length > 16 ? 1 : 0);
  const field = target.random.below(4);
  const value = field === 3 ? target.pgno() : target.number();
  setU32(view.bytes, at + 4 * field, value);
  return true;
}

export const treeMutators: readonly Mutator[] = [
  {
    name: 'child pointer',
    apply(target) {
      const found = target.pickNode('inner');
      if (found === undefined || found.node.cbData !== 4) return false;
      setU32(found.node.bytes, found.node.dataStart, target.pgno(found.pgno));
      return true;
    },
  },
  {
    name: 'separator key',
    apply(target) {
      const found = target.pickNode('inner');
      if (found === undefined) return false;
      const { bytes, suffixStart, cbSuffix } = found.node;
      return target.spoilByte(bytes, suffixStart, suffixStart + cbSuffix);
    },
  },
  {
    name: 'sibling link',
    apply(target) {
      const pgno = target.pickPgno()!;
      const view = target.page(pgno);
      if (target.chance(2)) view.pgnoNext = target.pgno(pgno);
      else view.pgnoPrev = target.pgno(pgno);
      return true;
    },
  },
  { name: 'space header', apply: spoilSpaceHeader },
  {
    name: 'space extent',
    apply(target) {
      const found = target.pickNode('space');
      if (found === undefined) return false;
      const { bytes, suffixStart, dataStart, cbData } = found.node;
      if (target.chance(2)) return target.spoilByte(bytes, suffixStart, dataStart);
      if (cbData === 4) setU32(bytes, dataStart, target.number());
      return cbData === 4;
    },
  },
];
