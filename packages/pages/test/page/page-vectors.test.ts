import { pageFromVector } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import { checkPageChecksum } from '../../src/checksum/page-checksum';
import { externalHeader, NodeView } from '../../src/page/nodes';
import { pageFlag } from '../../src/page/page-layout';
import { PageView } from '../../src/page/page-header';
import { checkPageStructure } from '../../src/page/page-structure';
import { layoutOf } from './page-fixture';
import { pageVectors } from './page-vectors';

type Name = keyof typeof pageVectors;

function vectorPage(name: Name): PageView {
  const [size, , bytes] = pageVectors[name];
  return new PageView(pageFromVector(size, bytes));
}

function facts(view: PageView): object {
  const { pgnoPrev, pgnoNext, objidFDP, cbUncommittedFree, ctagReserved, clines, flushType } = view;
  return {
    ...layoutOf(view),
    dbtime: view.dbtime,
    flags: view.flags & ~pageFlag.flushTypeMask,
    ...{ pgnoPrev, pgnoNext, objidFDP, cbUncommittedFree, ctagReserved, clines, flushType },
  };
}

const none = { pgnoPrev: 0, pgnoNext: 0, cbUncommittedFree: 0, ctagReserved: 1 };
const root = { ...none, objidFDP: 1, clines: 0, ibMicFree: 16, lines: [[0, 16]] };
const spaceRoot = {
  ...none,
  ibMicFree: 26,
  clines: 1,
  lines: [
    [0, 16],
    [16, 10],
  ],
};

describe('the pages of the format document', () => {
  it.each(Object.keys(pageVectors) as Name[])('%s is sound, checksum and structure', (name) => {
    const view = vectorPage(name);
    expect(checkPageChecksum(view.bytes, pageVectors[name][1])).toEqual({ state: 'good' });
    expect(checkPageStructure(view)).toBeUndefined();
  });

  it.each<[Name, object]>([
    ['P1', { ...root, dbtime: 0x46n, flags: 0x2803, flushType: 1, cbFree: 4036 }],
    ['P2', { ...spaceRoot, objidFDP: 1, dbtime: 0x46n, flags: 0x2823, flushType: 1, cbFree: 4022 }],
    ['P3', { ...spaceRoot, objidFDP: 1, dbtime: 0x15an, flags: 0x2823, flushType: 2, cbFree: 4022 }],
    ['P4', { ...root, objidFDP: 5, dbtime: 0x62n, flags: 0x2863, flushType: 1, cbFree: 4036 }],
    ['P5', { ...root, dbtime: 0x49n, flags: 0x2803, flushType: 1, cbFree: 16284 }],
    ['P6', { ...spaceRoot, objidFDP: 3, dbtime: 0x5dn, flags: 0x2823, flushType: 1, cbFree: 16270 }],
    ['P7', { ...root, dbtime: 0x46n, flags: 0x2803, flushType: 1, cbFree: 32668 }],
    ['P9', { ...root, dbtime: 0x46n, flags: 0x2803, flushType: 0, cbFree: 8132 }],
    ['P10', { ...root, dbtime: 0x46n, flags: 0x803, flushType: 0, cbFree: 4036 }],
  ])('%s decodes to its fields', (name, expected) => {
    expect(facts(vectorPage(name))).toEqual(expected);
  });

  it('P8 is a page that was not reorganised: its two nodes leave no gap but stale bytes', () => {
    const view = vectorPage('P8');
    expect(facts(view)).toEqual({
      ...none,
      objidFDP: 1,
      dbtime: 0x1ee58n,
      flags: 0x2823,
      flushType: 2,
      cbFree: 32640,
      clines: 2,
      ibMicFree: 36,
      lines: [
        [0, 16],
        [16, 10],
        [26, 10],
      ],
    });
  });

  it.each<[Name, number]>([
    ['P5', 1],
    ['P6', 26],
    ['P7', 1],
    ['P8', 2],
  ])('%s knows its own number', (name, pgno) => {
    expect(vectorPage(name).pgno).toBe(pgno);
  });

  it('a small page does not store its number', () => {
    expect(vectorPage('P2').pgno).toBe(0);
  });

  it.each<[Name, number[], number[]]>([
    ['P2', [0, 0, 0, 254], [254, 0, 0, 0]],
    ['P3', [0, 0, 0, 254], [220, 0, 0, 0]],
    ['P6', [0, 0, 0, 28], [2, 0, 0, 0]],
  ])('the extent on %s', (name, key, data) => {
    const node = new NodeView().read(vectorPage(name), 0);
    const copied = new Uint8Array(4);
    expect(node.copyKey(copied)).toBe(4);
    expect([...copied]).toEqual(key);
    expect([...node.data()]).toEqual(data);
  });

  it('the external header of P1 is the space header', () => {
    expect([...externalHeader(vectorPage('P1'))]).toEqual([254, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0]);
  });
});
