import { pageFlag, type PageView } from '@esekit/pages';
import { describe, expect, it } from 'vitest';
import {
  changePagePointer,
  changeSeparator,
  deletePagePointer,
  encodePagePointer,
  insertNode,
  insertPagePointer,
  pagePointerAt,
} from '../../src/index';
import { bytes } from '../fixture/entries';
import { expectSound, lineHex, pageOf, prefixUseOf } from './page-fixture';

const corrupted = expect.objectContaining({ name: 'JET_errDatabaseCorrupted' }) as Error;

/** An inner page of separators and pages; `''` is NULL. */
function innerPage(...nodes: readonly (readonly [separator: string, pgno: number])[]): PageView {
  const view = pageOf([], { flags: pageFlag.parentOfLeaf, prefix: 'sep' });
  for (const [key, pgno] of nodes) insertNode(view, view.clines, bytes(key), encodePagePointer(pgno));
  return view;
}

function pointersOf(view: PageView): string[] {
  expectSound(view);
  return Array.from({ length: view.clines }, (_, iline) => {
    const line = lineHex(view, iline + 1);
    const text = new TextDecoder().decode(
      Uint8Array.from(line.match(/../g)!, (each) => Number.parseInt(each, 16)),
    );
    const key = prefixUseOf(view)[iline]! > 0 ? 'sep' + text.slice(4, -4) : text.slice(2, -4);
    return `${key}>${pagePointerAt(view, iline)}`;
  });
}

describe('a split below adds a pointer', () => {
  it('in front of the one there was', () => {
    const view = innerPage(['m', 7], ['sepz', 0x1234_5678], ['', 9]);
    expect(insertPagePointer(view, bytes('sepa'), { pgno: 0x1234_5678, pgnoNew: 300 })).toBe(1);
    expect(pointersOf(view)).toEqual(['m>7', `sepa>${0x1234_5678}`, 'sepz>300', '>9']);
    expect(lineHex(view, 2)).toBe('03000100' + '61' + '78563412');
    expect(insertPagePointer(view, bytes('zz'), { pgno: 9, pgnoNew: 10 })).toBe(3);
    expect(insertPagePointer(view, bytes('a'), { pgno: 7, pgnoNew: 11 })).toBe(0);
    expect(pointersOf(view)).toEqual(['a>7', 'm>11', `sepa>${0x1234_5678}`, 'sepz>300', 'zz>9', '>10']);
  });

  it('and is refused where the separator does not lead to the page', () => {
    const view = innerPage(['m', 7], ['t', 8]);
    const before = pointersOf(view);
    for (const [key, pgno] of [
      ['n', 7],
      ['a', 8],
      ['m', 7],
      ['m', 8],
      ['t', 8],
      ['z', 8],
      ['', 7],
    ] as const) {
      expect(() => insertPagePointer(view, bytes(key), { pgno, pgnoNew: 9 }), key).toThrow(corrupted);
    }
    expect(() => insertPagePointer(pageOf([['a', '1234']]), bytes('A'), { pgno: 1, pgnoNew: 2 })).toThrow(
      corrupted,
    );
    expect(() => insertPagePointer(innerPage(), bytes('A'), { pgno: 1, pgnoNew: 2 })).toThrow(corrupted);
    expect(pointersOf(view)).toEqual(before);
  });
});

describe('a pointer is removed', () => {
  it('and NULL passes to the one before it', () => {
    const view = innerPage(['b', 5], ['sepd', 6], ['', 7]);
    deletePagePointer(view, 2);
    expect(pointersOf(view)).toEqual(['b>5', '>6']);
    deletePagePointer(view, 0);
    expect(pointersOf(view)).toEqual(['>6']);
    expect(() => {
      deletePagePointer(view, 0);
    }).toThrow(corrupted);
  });

  it('and nothing passes to it elsewhere', () => {
    const view = innerPage(['b', 5], ['d', 6], ['f', 7]);
    deletePagePointer(view, 2);
    expect(pointersOf(view)).toEqual(['b>5', 'd>6']);
  });
});

describe('a separator changes', () => {
  it('to what makes the most of the prefix', () => {
    const view = innerPage(['b', 5], ['x', 6], ['', 7]);
    changeSeparator(view, 1, bytes('sepal'));
    expect(lineHex(view, 2)).toBe('0300020061' + '6c' + '06000000');
    changeSeparator(view, 1, bytes('c'));
    expect(pointersOf(view)).toEqual(['b>5', 'c>6', '>7']);
  });

  it('and stays between its neighbours', () => {
    const view = innerPage(['b', 5], ['d', 6], ['f', 7]);
    for (const [iline, key] of [
      [1, 'b'],
      [1, 'a'],
      [1, 'f'],
      [1, 'g'],
      [1, ''],
      [0, 'd'],
      [2, 'd'],
      [3, 'x'],
    ] as const) {
      expect(() => {
        changeSeparator(view, iline, bytes(key));
      }, `${iline} ${key}`).toThrow(corrupted);
    }
    changeSeparator(view, 2, bytes('z'));
    changeSeparator(view, 2, new Uint8Array(0));
    expect(pointersOf(view)).toEqual(['b>5', 'd>6', '>7']);
  });
});

it('a pointer is changed from the page that is expected', () => {
  const view = innerPage(['b', 5], ['', 6]);
  changePagePointer(view, 0, 5, 500);
  expect(pointersOf(view)).toEqual(['b>500', '>6']);
  expect(() => {
    changePagePointer(view, 1, 5, 500);
  }).toThrow(corrupted);
  expect(() => pagePointerAt(view, 2)).toThrow(corrupted);
  expect(() => pagePointerAt(pageOf([['a', '12345']]), 0)).toThrow(corrupted);
});
