import { headerFields } from '@esekit/pages';
import { setU32, u16 } from './record-editing';
import type { Mutator, Target } from './mutation';

/** The headers of the file, its length, and whole pages. */

const fieldNames = Object.keys(headerFields) as (keyof typeof headerFields)[];

/** Fields on which it depends what a reader does next. */
const fieldsThatMatter = [
  'ulMagic',
  'ulVersion',
  'attrib',
  'dbstate',
  'ulDaeUpdateMajor',
  'cbPageSize',
  'filetype',
] as const;

/** Changes one header copy or, more often, both in the same way. */
function changeHeaders(target: Target, change: (header: Uint8Array) => void): true {
  const copies = target.chance(3) ? [target.random.below(2)] : [0, 1];
  for (const copy of copies) {
    change(target.file.block(copy));
    target.headers.add(copy);
  }
  return true;
}

export const fileMutators: readonly Mutator[] = [
  {
    name: 'header field',
    apply(target) {
      const name = target.chance(2) ? target.random.pick(fieldsThatMatter) : target.random.pick(fieldNames);
      const [offset] = headerFields[name];
      const old = u16(target.file.pristine(0), offset);
      const value = target.number(old);
      return changeHeaders(target, (header) => setU32(header, offset, value));
    },
  },
  {
    name: 'header byte',
    apply(target) {
      const at = target.random.below(target.chance(2) ? 768 : target.base.pageSize);
      const bit = 1 << target.random.below(8);
      return changeHeaders(target, (header) => {
        header[at]! ^= bit;
      });
    },
  },
  {
    name: 'file cut',
    apply(target) {
      const { base, file, random } = target;
      const pages = random.pick([random.below(base.pageCount + 2), base.used.at(-1)!, 1]);
      file.cutAt = pages * base.pageSize + (target.chance(2) ? random.below(base.pageSize) : 0);
      return file.cutAt < base.bytes.length;
    },
  },
  {
    name: 'page swapped',
    apply(target) {
      const [a, b] = [target.pickPgno()!, target.pickPgno()!];
      const first = target.page(a).bytes.slice();
      target.page(a).bytes.set(target.page(b).bytes);
      target.page(b).bytes.set(first);
      return a !== b;
    },
  },
  {
    name: 'page duplicated',
    apply(target) {
      const [a, b] = [target.pickPgno()!, target.pickPgno()!];
      target.page(a).bytes.set(target.page(b).bytes);
      return a !== b;
    },
  },
  {
    name: 'page zeroed',
    apply(target) {
      const { bytes } = target.pickPage()!;
      bytes.fill(0, target.chance(4) ? target.random.below(bytes.length) : 0);
      return true;
    },
  },
  {
    name: 'both catalogs zeroed',
    apply(target) {
      for (const kind of ['catalog', 'shadow'] as const) target.pickPage(kind)?.bytes.fill(0);
      return true;
    },
  },
];
