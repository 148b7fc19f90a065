import { pageFromVector } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import { insertLine, replaceLine } from '../../src/page/lines';
import { externalHeader, NodeView } from '../../src/page/nodes';
import { pageFlag } from '../../src/page/page-layout';
import { lineFlag, writeTag } from '../../src/page/tags';
import { freshPage, nodeLine, pageOfNodes } from './page-fixture';

function bytes(hex: string): Uint8Array {
  const digits = hex.replaceAll(' ', '');
  return pageFromVector(digits.length / 2, digits);
}

function hexKey(node: NodeView): string {
  const key = new Uint8Array(node.cbKey);
  node.copyKey(key);
  return [...key].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

describe('the nodes of 03 §2.2', () => {
  it('on a 4K leaf: version, compressed', () => {
    const view = freshPage(4096);
    replaceLine(view, 0, bytes('7f800000 027f8002 7f800000 01'));
    const line = new Uint8Array(55);
    line.set(bytes('0700 0600 017f80000002 0880 2000'));
    insertLine(view, 1, line, lineFlag.version | lineFlag.compressed);
    expect([view.u16(4088), view.u16(4090)]).toEqual([0x0037, 0xa00d]);
    const node = new NodeView().read(view, 0);
    expect([node.flags, node.cbPrefix, node.cbSuffix, node.cbData]).toEqual([5, 7, 6, 45]);
    expect(hexKey(node)).toBe('7f800000027f80017f80000002');
    expect([...node.data().subarray(0, 4)]).toEqual([0x08, 0x80, 0x20, 0x00]);
    expect([node.isCompressed, node.isDeleted]).toEqual([true, false]);
  });

  it('on a 32K leaf: flags in the line', () => {
    const view = freshPage(32768);
    replaceLine(view, 0, bytes('7f800000ff'));
    insertLine(view, 1, bytes('0480 1100 027f80017f4d5359534f424a4543545300 7f800000'), lineFlag.compressed);
    expect(view.u16(32768 - 8 + 2)).toBe(5);
    const node = new NodeView().read(view, 0);
    expect([node.flags, node.cbPrefix, node.cbSuffix]).toEqual([4, 4, 0x11]);
    expect(hexKey(node)).toBe('7f800000027f80017f4d5359534f424a4543545300');
  });

  it('on an internal page: separator and null key', () => {
    const view = freshPage(4096, { flags: pageFlag.parentOfLeaf });
    insertLine(view, 1, bytes('0d00 7f800000037f80027f80000104 0d000000'));
    insertLine(view, 2, bytes('0000 0e000000'));
    const node = new NodeView().read(view, 0);
    expect([node.cbKey, [...node.data()]]).toEqual([13, [13, 0, 0, 0]]);
    node.read(view, 1);
    expect([node.cbKey, [...node.data()]]).toEqual([0, [14, 0, 0, 0]]);
  });
});

describe('NodeView', () => {
  it('masks the top bits of both sizes', () => {
    for (const pageSize of [8192, 16384]) {
      const view = pageOfNodes(pageSize, 'prefix', [{ key: 'prefixed', cbPrefix: 6 }]);
      view.bytes[view.dataStart + 6 + 3]! |= 0xe0;
      if (pageSize === 8192) view.bytes[view.dataStart + 6 + 1]! |= 0xe0;
      const node = new NodeView().read(view, 0);
      expect([node.cbPrefix, node.cbSuffix, node.cbData]).toEqual([6, 2, 1]);
    }
  });

  it('counts nodes behind the reserved tags', () => {
    const view = pageOfNodes(4096, '', [{ key: 'a' }, { key: 'b' }, { key: 'c' }]);
    view.ctagReserved = 3;
    expect(hexKey(new NodeView().read(view, 0))).toBe('63');
    expect(() => new NodeView().read(view, 1)).toThrow(/1 nodes/);
  });

  it('points into the bytes it was read from', () => {
    const view = freshPage(4096, { margin: 100 });
    insertLine(view, 1, nodeLine({ key: 'key', data: 'data' }));
    const node = new NodeView().read(view, 0);
    expect([node.suffixStart, node.dataStart]).toEqual([100 + 40 + 2, 100 + 40 + 5]);
    expect(node.data().buffer).toBe(view.bytes.buffer);
  });

  it('needs room for the key', () => {
    const node = new NodeView().read(pageOfNodes(4096, '', [{ key: 'abc' }]), 0);
    expect(() => node.copyKey(new Uint8Array(2))).toThrow(
      expect.objectContaining({ name: 'JET_errInvalidBufferSize' }),
    );
  });

  it.each([-1, 2, NaN])('has no node %d', (iline) => {
    const view = pageOfNodes(4096, '', [{ key: 'a' }, { key: 'b' }]);
    expect(() => new NodeView().read(view, iline)).toThrow(/2 nodes/);
  });

  it.each<[string, Uint8Array, number]>([
    ['a line too short for cbSuffix', bytes('00'), 0],
    ['a line too short for cbPrefix', bytes('000000'), lineFlag.compressed],
    ['more prefix than there is', bytes('0500 0000 01'), lineFlag.compressed],
    ['a suffix that leaves no data', bytes('0200 4142'), 0],
    ['a suffix that leaves the line', bytes('ff00 4142'), 0],
  ])('reports %s', (_, line, flags) => {
    const view = freshPage(4096);
    replaceLine(view, 0, bytes('41424344'));
    insertLine(view, 1, line, flags);
    expect(() => new NodeView().read(view, 0)).toThrow(
      expect.objectContaining({ name: 'JET_errDatabaseCorrupted' }),
    );
  });

  it('reports a line that is not on the page', () => {
    const view = pageOfNodes(4096, '', [{ key: 'a' }]);
    writeTag(view, 1, 4050, 7);
    expect(() => new NodeView().read(view, 0)).toThrow(/line 1 at 4050 does not lie on the page/);
  });
});

describe('externalHeader', () => {
  it('is tag 0, without a flag on any page', () => {
    for (const pageSize of [4096, 32768]) {
      const view = pageOfNodes(pageSize, '', []);
      replaceLine(view, 0, bytes('ffffff'));
      expect([...externalHeader(view)]).toEqual([255, 255, 255]);
    }
  });

  it('reports its absence', () => {
    const view = freshPage(4096);
    view.itagMicFree = 0;
    expect(() => externalHeader(view)).toThrow(/no external header/);
    view.itagMicFree = 1;
    writeTag(view, 0, 4056, 1);
    expect(() => externalHeader(view)).toThrow(/line 0 at 4056/);
  });
});
