import { externalHeader, lineFlag, pageFlag, PageView, setLineFlags, writeTag } from '@esekit/pages';
import { describe, expect, it } from 'vitest';
import {
  addToNodeData,
  changeNodeFlags,
  deleteNode,
  insertNode,
  insertNodeFrom,
  replaceNodeData,
  replaceNodeDataFrom,
  setExternalHeader,
} from '../../src/index';
import { bytes } from '../fixture/entries';
import {
  contentOf,
  expectSound,
  hex,
  lineHex,
  nodesOf,
  pageOf,
  pageSizes,
  prefixUseOf,
  type PageInWords,
} from './page-fixture';

const corrupted = expect.objectContaining({ name: 'JET_errDatabaseCorrupted' }) as Error;

describe('the bytes of an inserted node', () => {
  it('on a 4K leaf: flags in the tag (03 §2.2)', () => {
    const view = pageOf([], { prefix: Uint8Array.of(0x7f, 0x80, 0, 0, 2, 0x7f, 0x80, 2) });
    const key = Uint8Array.of(0x7f, 0x80, 0, 0, 2, 0x7f, 0x80, 1, 5);
    insertNode(view, 0, key, Uint8Array.of(8, 0x80), lineFlag.version);
    expect(lineHex(view, 1)).toBe('0700' + '0200' + '0105' + '0880');
    // cb 8; ib 8 behind the prefix, with Version and Compressed in its top bits.
    expect([view.u16(4088), view.u16(4090)]).toEqual([8, 0xa008]);
    expect([view.cbFree, view.ibMicFree, view.itagMicFree]).toEqual([4056 - 16 - 8, 16, 2]);
    expectSound(view);
  });

  it('on a 32K leaf: flags in the first size of the line', () => {
    const view = pageOf([], { pageSize: 32768, prefix: 'abcdef' });
    insertNode(view, 0, bytes('abcdxyz'), bytes('D'), lineFlag.version | lineFlag.deleted);
    insertNode(view, 1, bytes('b'), bytes('E'));
    expect(lineHex(view, 1)).toBe('04e0' + '0300' + hex(bytes('xyzD')));
    expect(lineHex(view, 2)).toBe('0100' + hex(bytes('bE')));
    expect(view.u16(32768 - 8 + 2)).toBe(6);
    expectSound(view);
  });

  it('takes key and data from the middle of a record', () => {
    const record = bytes('--keydata--');
    const view = pageOf([['a', '1']]);
    insertNodeFrom(view, 1, record, 2, 3, 4, lineFlag.version);
    expect(nodesOf(view)).toEqual(['a=1', 'V key=data']);
    expectSound(view);
  });

  it('is the same with long keys and data, which are copied in blocks', () => {
    const [key, data] = [new Uint8Array(300).fill(7), new Uint8Array(400).fill(9)];
    const view = pageOf([]);
    insertNode(view, 0, key, data);
    expect(lineHex(view, 1)).toBe('2c01' + hex(key) + hex(data));
  });
});

describe('a key is left to the prefix', () => {
  it('when it shares more than 2 bytes with it, and then all it shares', () => {
    const keys = ['ab', 'abc', 'abcdef', 'abcdefgh', 'abcy', 'abx'];
    const view = pageOf(
      keys.map((key) => [key, '.']),
      { prefix: 'abcdef' },
    );
    expect(nodesOf(view)).toEqual(keys.map((key) => `${key}=.`));
    expect(prefixUseOf(view)).toEqual([0, 3, 6, 6, 3, 0]);
    expectSound(view);
  });

  it('not on a root, whose tag 0 is a header', () => {
    // Tag 0 of a space tree's root is mostly zero bytes, as its keys are (02 §3.5, P2).
    const view = pageOf([], { flags: pageFlag.root | pageFlag.leaf, prefix: new Uint8Array(16) });
    insertNode(view, 0, Uint8Array.of(0, 0, 0, 0xfe), Uint8Array.of(0xfe, 0, 0, 0));
    expect(lineHex(view, 1)).toBe('0400' + '000000fe' + 'fe000000');
  });
});

describe('an insertion is refused, with the page as it was,', () => {
  const nodes = [
    ['bb', '1'],
    ['dd', '2'],
  ] as const;

  function refused(change: (view: PageView) => void, words: PageInWords = {}): void {
    const view = pageOf(nodes, words);
    const before = contentOf(view);
    expect(() => {
      change(view);
    }).toThrow(corrupted);
    expect(contentOf(view)).toEqual(before);
  }

  it('at a place that does not exist', () => {
    for (const iline of [-1, 3, 65535, NaN])
      refused((view) => insertNode(view, iline, bytes('c'), bytes('.')));
  });

  it('where its key would be out of order, whatever the prefix', () => {
    for (const prefix of ['', 'bbbb', 'dddd']) {
      refused((view) => insertNode(view, 0, bytes('bbb'), bytes('.')), { prefix });
      refused((view) => insertNode(view, 1, bytes('b'), bytes('.')), { prefix });
      refused((view) => insertNode(view, 1, bytes('dddd'), bytes('.')), { prefix });
      refused((view) => insertNode(view, 2, bytes('dc'), bytes('.')), { prefix });
    }
  });

  it('without data, or without a key', () => {
    refused((view) => insertNode(view, 1, bytes('c'), new Uint8Array(0)));
    refused((view) => insertNode(view, 1, new Uint8Array(0), bytes('.')));
    refused((view) => insertNode(view, 2, new Uint8Array(0), bytes('.')));
  });

  it('with a NULL key that is not the last, or a second one', () => {
    for (const iline of [0, 1, 2, 3]) {
      const view = pageOf(
        [
          ['b', 'page'],
          ['', 'last'],
        ],
        { flags: 0 },
      );
      expect(() => {
        insertNode(view, iline, new Uint8Array(0), bytes('page'));
      }).toThrow(corrupted);
    }
  });

  it('on an inner page of anything but a page number', () => {
    const view = pageOf([['b', 'page']], { flags: pageFlag.parentOfLeaf });
    for (const change of [
      () => insertNode(view, 1, bytes('c'), bytes('12345')),
      () => insertNode(view, 1, bytes('c'), bytes('1234'), lineFlag.version),
      () => replaceNodeData(view, 0, bytes('123')),
      () => changeNodeFlags(view, 0, lineFlag.deleted, 0),
    ]) {
      expect(change).toThrow(corrupted);
    }
    changeNodeFlags(view, 0, 0, lineFlag.version);
    replaceNodeData(view, 0, bytes('4321'));
    expect(nodesOf(view)).toEqual(['b=4321']);
  });

  it('on a page that is not in use', () => {
    const view = pageOf([['b', '1']]);
    view.flags |= pageFlag.empty;
    expect(() => {
      insertNode(view, 1, bytes('c'), bytes('.'));
    }).toThrow(corrupted);
  });

  it('when there is no room', () => {
    for (const pageSize of pageSizes) {
      const view = pageOf(nodes, { pageSize });
      const cbMost = view.cbFree - 4 - 2 - 1;
      refused((page) => insertNode(page, 1, bytes('c'), new Uint8Array(cbMost + 1)), { pageSize });
      insertNode(view, 1, bytes('c'), new Uint8Array(cbMost));
      expect(view.cbFree).toBe(0);
      expectSound(view);
    }
  });

  it('when its key is longer than any size field', () => {
    refused((view) => insertNode(view, 1, new Uint8Array(8192).fill(99), bytes('.')), { pageSize: 32768 });
  });

  it('on a page without tags', () => {
    expect(() => {
      insertNode(new PageView(new Uint8Array(4096)), 0, bytes('a'), bytes('.'));
    }).toThrow(corrupted);
  });
});

describe('a key that is there already', () => {
  const nonUnique = pageFlag.leaf | pageFlag.index | pageFlag.nonUniqueKeys;

  it('is refused where keys are unique, and those of space trees always are', () => {
    for (const flags of [pageFlag.leaf, pageFlag.parentOfLeaf, nonUnique | pageFlag.spaceTree]) {
      const view = pageOf([['k', '1234']], { flags });
      for (const iline of [0, 1]) {
        expect(() => {
          insertNode(view, iline, bytes('k'), bytes(iline === 0 ? '0000' : '9999'));
        }).toThrow(corrupted);
      }
    }
  });

  it('comes in the order of data elsewhere', () => {
    const nodes = [
      ['k', '1'],
      ['k', '3'],
    ] as const;
    const view = pageOf(nodes, { flags: nonUnique });
    for (const [iline, data] of [
      [0, '1'],
      [0, '2'],
      [1, '0'],
      [1, '1'],
      [1, '3'],
      [1, '4'],
      [2, '2'],
      [2, '3'],
    ] as const) {
      expect(() => {
        insertNode(view, iline, bytes('k'), bytes(data));
      }, `${iline} ${data}`).toThrow(corrupted);
    }
    insertNode(view, 1, bytes('k'), bytes('10'));
    expect(nodesOf(view)).toEqual(['k=1', 'k=10', 'k=3']);
    expectSound(view);
  });
});

it('bytes that are not there are not made up', () => {
  const view = pageOf([['k', '1']]);
  for (const change of [
    () => insertNodeFrom(view, 1, bytes('xyz'), 1, 1, 2),
    () => insertNodeFrom(view, 1, bytes('xyz'), 1, 3, 1),
    () => replaceNodeDataFrom(view, 0, bytes('xyz'), 2, 2),
  ]) {
    expect(change).toThrow(corrupted);
  }
  expect(nodesOf(view)).toEqual(['k=1']);
});

it('NULL is greater than every key, on an internal page', () => {
  const view = pageOf([['k', '1234']], { flags: pageFlag.parentOfLeaf });
  insertNode(view, 1, new Uint8Array(0), bytes('5678'));
  insertNode(view, 1, bytes('x'), bytes('9abc'));
  expect(nodesOf(view)).toEqual(['k=1234', 'x=9abc', '=5678']);
  expect(() => {
    insertNode(view, 3, bytes('y'), bytes('....'));
  }).toThrow(corrupted);
  expectSound(view);
});

describe.each(pageSizes)('on %i-byte pages', (pageSize) => {
  const nodes = [
    ['abc-1', 'one', 'V'],
    ['abc-2', 'two', 'D'],
    ['b', 'three'],
  ] as const;
  const words = { pageSize, prefix: 'abc' };

  it('the data of a node is replaced: shorter, longer, as long', () => {
    const view = pageOf(nodes, words);
    const { cbFree } = view;
    for (const data of ['x', 'xyz', 'much longer than before', '.', 'y'.repeat(500)]) {
      replaceNodeData(view, 1, bytes(data));
      expect(nodesOf(view)).toEqual(['V abc-1=one', `D abc-2=${data}`, 'b=three']);
      expect(view.cbFree).toBe(cbFree + 3 - data.length);
      expect(prefixUseOf(view)).toEqual([3, 3, 0]);
      expectSound(view);
    }
    expect(() => {
      replaceNodeData(view, 1, new Uint8Array(0));
    }).toThrow(corrupted);
  });

  it('growing takes the last free byte and no more', () => {
    const view = pageOf(nodes, words);
    const cbMost = view.cbFree + 3;
    expect(() => {
      replaceNodeData(view, 0, new Uint8Array(cbMost + 1));
    }).toThrow(corrupted);
    replaceNodeData(view, 0, new Uint8Array(cbMost).fill(65));
    expect(view.cbFree).toBe(0);
    expect(nodesOf(view)[0]).toBe(`V abc-1=${'A'.repeat(cbMost)}`);
    expectSound(view);
  });

  it('a node is deleted', () => {
    const view = pageOf(nodes, words);
    deleteNode(view, 1);
    expect(nodesOf(view)).toEqual(['V abc-1=one', 'b=three']);
    deleteNode(view, 0);
    deleteNode(view, 0);
    expect(nodesOf(view)).toEqual([]);
    expect(() => {
      deleteNode(view, 0);
    }).toThrow(corrupted);
    expectSound(view);
  });

  it('flags are set and cleared, and nothing else', () => {
    const view = pageOf(nodes, words);
    changeNodeFlags(view, 0, lineFlag.deleted, 0);
    changeNodeFlags(view, 1, lineFlag.version, lineFlag.deleted);
    changeNodeFlags(view, 2, lineFlag.version | lineFlag.deleted, 3);
    expect(nodesOf(view)).toEqual(['VD abc-1=one', 'V abc-2=two', 'VD b=three']);
    changeNodeFlags(view, 0, 0, 3);
    expect(nodesOf(view)[0]).toBe('abc-1=one');
    expect(prefixUseOf(view)).toEqual([3, 3, 0]);
    expect(() => {
      changeNodeFlags(view, 3, 1, 0);
    }).toThrow(corrupted);
    expect(() => {
      changeNodeFlags(view, 0, lineFlag.compressed, 0);
    }).toThrow(expect.objectContaining({ name: 'JET_errInvalidParameter' }) as Error);
    expectSound(view);
  });

  it('a number in the data is added to, and wraps', () => {
    const view = pageOf([['n', '........']], { pageSize });
    const stored = (): string => lineHex(view, 1).slice(6);
    replaceNodeData(view, 0, Uint8Array.of(0xff, 0xfe, 0xff, 0xff, 0xff, 1, 2, 3, 4, 0xee));
    addToNodeData(view, 0, 1, 3n, 4);
    expect(stored()).toBe('ff0100000001020304ee');
    addToNodeData(view, 0, 1, -2n, 4);
    expect(stored()).toBe('ff' + 'ffffffff' + '01020304' + 'ee');
    addToNodeData(view, 0, 1, 1n, 8);
    expect(stored()).toBe('ff' + '00000000' + '02020304' + 'ee');
    addToNodeData(view, 0, 1, -(2n ** 63n), 8);
    expect(stored()).toBe('ff' + '00000000' + '02020384' + 'ee');
    for (const [cbOffset, width] of [
      [7, 4],
      [3, 8],
      [65535, 4],
    ] as const) {
      expect(() => {
        addToNodeData(view, 0, cbOffset, 1n, width);
      }).toThrow(corrupted);
    }
  });
});

describe('the external header', () => {
  const header = new Uint8Array(16);
  const flags = pageFlag.root | pageFlag.leaf;

  it('of a root takes its new form', () => {
    const view = pageOf([['a', '1']], { flags, prefix: header });
    const extended = Uint8Array.from({ length: 25 }, (_, i) => i);
    setExternalHeader(view, extended);
    expect(hex(externalHeader(view))).toBe(hex(extended));
    expect(nodesOf(view)).toEqual(['a=1']);
    setExternalHeader(view, header);
    expect(hex(externalHeader(view))).toBe(hex(header));
    expectSound(view);
  });

  it('is refused when there is no room, and where there is none', () => {
    const view = pageOf([['a', '1']], { flags, prefix: header });
    expect(() => {
      setExternalHeader(view, new Uint8Array(4096));
    }).toThrow(corrupted);
    expect(() => {
      setExternalHeader(new PageView(new Uint8Array(4096)), header);
    }).toThrow(corrupted);
  });

  it('that is a prefix changes only where no key uses it (03 §6.6)', () => {
    const view = pageOf([['abcd', '1']], { prefix: 'abcdef' });
    setExternalHeader(view, bytes('abcd'));
    setExternalHeader(view, bytes('abcdxyz'));
    expect(nodesOf(view)).toEqual(['abcd=1']);
    for (const prefix of ['', 'abc', 'abcx', 'Abcdef']) {
      expect(() => {
        setExternalHeader(view, bytes(prefix));
      }).toThrow(corrupted);
    }
    deleteNode(view, 0);
    setExternalHeader(view, new Uint8Array(0));
    expectSound(view);
  });
});

it('a page that contradicts itself is JET_errDatabaseCorrupted', () => {
  for (const pageSize of pageSizes) {
    const view = pageOf([['abcd', '1']], { pageSize, prefix: 'abc' });
    // The node claims 200 bytes of prefix.
    view.setU16(view.cbHeader + 3, 200 | (view.isLarge ? 0x8000 : 0));
    expect(() => {
      replaceNodeData(view, 0, bytes('xx'));
    }).toThrow(corrupted);
    const short = pageOf([['abcd', '1']], { pageSize });
    writeTag(short, 1, 0, 1);
    if (short.isLarge) {
      expect(() => {
        changeNodeFlags(short, 0, 1, 0);
      }).toThrow(corrupted);
    } else setLineFlags(short, 1, 0);
    expect(() => {
      addToNodeData(short, 0, 0, 1n, 4);
    }).toThrow(corrupted);
  }
});
