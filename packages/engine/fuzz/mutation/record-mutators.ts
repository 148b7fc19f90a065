import { replaceData, setU16, setU32, u16 } from './record-editing';
import { pickRecord, pickTagged } from './record-target';
import type { Mutator } from './mutation';

/** The records of tables: header, bitmap of NULLs, ends of variable columns, tagged columns and values. */

const interestingDoubles = [
  new Uint8Array(8),
  new Uint8Array(8).fill(0xff),
  Uint8Array.of(0, 0, 0, 0, 0, 0, 0xf0, 0x7f),
  Uint8Array.of(0, 0, 0, 0, 0, 0, 0xf8, 0xff),
  Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0x80),
  Uint8Array.of(0, 0, 0, 0, 0, 0x4c, 0x1d, 0x41),
  Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f),
  Uint8Array.of(0, 0x80, 0x3e, 0xd5, 0xde, 0xb1, 0x9d, 0x01),
];

export const recordMutators: readonly Mutator[] = [
  {
    name: 'record header',
    apply(target) {
      const record = pickRecord(target);
      if (record === undefined) return false;
      const { bytes, at } = record;
      const field = target.random.below(3);
      if (field < 2) bytes[at + field] = target.number(bytes[at + field]);
      else setU16(bytes, at + 2, target.number(u16(bytes, at + 2)));
      return true;
    },
  },
  {
    name: 'record NULL bitmap',
    apply(target) {
      const record = pickRecord(target);
      if (record === undefined) return false;
      const { bytes, at, parts } = record;
      const end = at + parts.ibEndOfFixed;
      return target.spoilByte(bytes, end - ((bytes[at]! + 7) >> 3), end);
    },
  },
  {
    name: 'record fixed value',
    apply(target) {
      const record = pickRecord(target);
      if (record === undefined || record.parts.ibEndOfFixed <= 13) return false;
      const at = record.at + 4 + target.random.below(record.parts.ibEndOfFixed - 12);
      record.bytes.set(target.random.pick(interestingDoubles), at);
      return true;
    },
  },
  {
    name: 'record variable end',
    apply(target) {
      const record = pickRecord(target);
      if (record === undefined || record.parts.variables === 0) return false;
      const at = record.at + record.parts.ibEndOfFixed + 2 * target.random.below(record.parts.variables);
      setU16(record.bytes, at, target.number(u16(record.bytes, at)));
      return true;
    },
  },
  {
    name: 'tagged entry',
    apply(target) {
      const tagged = pickTagged(target);
      if (tagged === undefined) return false;
      const at = tagged.entry + (target.chance(3) ? 0 : 2);
      setU16(tagged.bytes, at, target.number(u16(tagged.bytes, at)));
      return true;
    },
  },
  {
    name: 'tagged header byte',
    apply(target) {
      const tagged = pickTagged(target);
      if (tagged === undefined) return false;
      if (tagged.hasHeader) tagged.bytes[tagged.begin]! ^= 1 << target.random.below(8);
      else tagged.bytes[tagged.entry + 3]! ^= 0x40;
      return true;
    },
  },
  {
    name: 'tagged value byte',
    apply(target) {
      const tagged = pickTagged(target);
      if (tagged === undefined) return false;
      return target.spoilByte(tagged.bytes, tagged.begin, tagged.end);
    },
  },
  {
    name: 'multi-value offset',
    apply(target) {
      const tagged = pickTagged(target, (header) => (header & 0x08) !== 0);
      if (tagged === undefined || tagged.end - tagged.begin < 4) return false;
      const { bytes, begin } = tagged;
      const isTwo = (bytes[begin]! & 0x10) !== 0;
      if (isTwo) bytes[begin + 1] = target.number(bytes[begin + 1]);
      else {
        const count = Math.min((u16(bytes, begin + 1) & 0x7fff) >> 1, (tagged.end - begin - 1) >> 1);
        const at = begin + 1 + 2 * target.random.below(Math.max(1, count));
        setU16(bytes, at, target.number(u16(bytes, at)));
      }
      return true;
    },
  },
  {
    name: 'separated LID',
    apply(target) {
      const tagged = pickTagged(target, (header) => (header & 0x04) !== 0);
      if (tagged === undefined || tagged.end - tagged.begin < 5) return false;
      if (target.chance(2)) return target.spoilByte(tagged.bytes, tagged.begin + 1, tagged.end);
      setU32(tagged.bytes, tagged.begin + 1, target.chance(2) ? target.random.below(30) : target.number());
      return true;
    },
  },
  {
    name: 'value made separated',
    apply(target) {
      const tagged = pickTagged(target, (header) => (header & 0x0d) === 0x01);
      if (tagged === undefined) return false;
      tagged.bytes[tagged.begin]! |= 0x04;
      return true;
    },
  },
  {
    name: 'record cut',
    apply(target) {
      const found = target.pickNode('records');
      if (found === undefined) return false;
      const data = found.node.data();
      return replaceData(found, data.slice(0, 1 + target.random.below(data.length)));
    },
  },
];
