import { partsOf, u16, type RecordParts } from './record-editing';
import type { NodeTarget, Target } from './mutation';

/** A record on the private copy of its page. */
export interface RecordTarget {
  readonly bytes: Uint8Array;
  /** Where the record begins in `bytes`, and its length. */
  readonly at: number;
  readonly length: number;
  readonly parts: RecordParts;
  readonly node: NodeTarget;
}

export function pickRecord(target: Target): RecordTarget | undefined {
  const found = target.pickNode('records', 'records', 'catalog');
  const parts = found && partsOf(found.node.data());
  if (!parts) return undefined;
  const { bytes, dataStart, cbData } = found.node;
  return { bytes, at: dataStart, length: cbData, parts, node: found };
}

/** A tagged column of a record: the place of its entry, and of its value with the header byte. */
export interface TaggedTarget extends RecordTarget {
  readonly entry: number;
  readonly begin: number;
  readonly end: number;
  readonly hasHeader: boolean;
  readonly isLast: boolean;
}

export function pickTagged(
  target: Target,
  accepts: (header: number) => boolean = () => true,
): TaggedTarget | undefined {
  const isLarge = target.base.pageSize > 8192;
  const mask = isLarge ? 0x7fff : 0x1fff;
  for (let i = 0; i < 16; i++) {
    const record = pickRecord(target);
    if (record === undefined) return undefined;
    const { bytes, at, length, parts } = record;
    const tagged = at + parts.taggedStart;
    if (at + length - tagged < 4) continue;
    const count = (u16(bytes, tagged + 2) & mask) >> 2;
    if (count === 0 || tagged + 4 * count > at + length) continue;
    const n = target.random.below(count);
    const word = u16(bytes, tagged + 4 * n + 2);
    const begin = tagged + (word & mask);
    const end = n + 1 < count ? tagged + (u16(bytes, tagged + 4 * n + 6) & mask) : at + length;
    const hasHeader = isLarge || (word & 0x4000) !== 0;
    if (begin >= end || end > at + length || !accepts(hasHeader ? bytes[begin]! : 0)) continue;
    return { ...record, entry: tagged + 4 * n, begin, end, hasHeader, isLast: n + 1 === count };
  }
  return undefined;
}
