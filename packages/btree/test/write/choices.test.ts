import { PageView, formatPage, pageFlag } from '@esekit/pages';
import { describe, expect, it } from 'vitest';
import { chooseSplit, insertNode, PageLines, separatorBefore } from '../../src/index';
import { choosePrefix } from '../../src/write/choose-prefix';
import { bytes } from '../fixture/entries';

interface Page {
  readonly flags?: number;
  readonly pgnoPrev?: number;
  readonly pgnoNext?: number;
}

const text = new TextDecoder();

function pageOf(keys: readonly string[], data: readonly string[] = [], page: Page = {}): PageView {
  const view = new PageView(new Uint8Array(4096));
  const { flags = pageFlag.leaf, pgnoPrev = 8, pgnoNext = 9 } = page;
  formatPage(view, { pgno: 20, objidFDP: 7, dbtime: 70n, flags, pgnoPrev, pgnoNext });
  keys.forEach((key, i) => insertNode(view, i, bytes(key), bytes(data[i] ?? '....')));
  return view;
}

function linesOf(keys: readonly string[], data?: readonly string[], page?: Page): PageLines {
  return new PageLines(pageOf(keys, data, page), undefined);
}

function prefixOf(...keys: string[]): { line: number; saving: number } {
  return choosePrefix(linesOf(keys), 0, keys.length);
}

describe('the prefix of a page', () => {
  it('is the key that saves most', () => {
    // Its two neighbours save 4 bytes each, and it costs 2. The last of equals is taken.
    expect(prefixOf('a', 'b', 'cdefgh1', 'cdefgh2', 'cdefgh3', 'd')).toEqual({ line: 4, saving: 6 });
    expect(prefixOf('apple', 'apricot')).toEqual({ line: -1, saving: 0 });
    expect(prefixOf('apple')).toEqual({ line: -1, saving: 0 });
  });

  it('is the second key where many are as good', () => {
    expect(prefixOf('bcdefg1', 'bcdefg2', 'bcdefg3', 'bcdefg4').line).toBe(1);
  });

  it('is as short as the least that neighbours on the way share', () => {
    const keys = ['abcdefgh1', 'abcdefgh2', 'abcdx', 'abcdy'];
    // Line 1: 6 bytes with the first, 2 with each of the others.
    expect(prefixOf(...keys)).toEqual({ line: 1, saving: 8 });
  });
});

describe('a separator', () => {
  const separator = (...args: Parameters<typeof linesOf>): string =>
    text.decode(separatorBefore(linesOf(...args), 1));

  it('is the shortest that tells the neighbours apart', () => {
    expect(separator(['apple', 'apricot'])).toBe('apr');
    expect(separator(['app', 'apple'])).toBe('appl');
  });

  it('goes on with the data where keys are equal', () => {
    const flags = pageFlag.leaf | pageFlag.index | pageFlag.nonUniqueKeys;
    expect(separator(['key', 'key'], ['1234', '1256'], { flags })).toBe('key125');
  });

  it('is the whole key on inner pages', () => {
    expect(separator(['apple', 'apricot'], [], { flags: pageFlag.parentOfLeaf })).toBe('apple');
  });
});

describe('a split', () => {
  const filler = 'x'.repeat(390);
  const keys = Array.from({ length: 10 }, (_, i) => `${String.fromCharCode(98 + i)}${i}`);
  const full = (page?: Page): PageView =>
    pageOf(
      keys,
      keys.map(() => filler),
      page,
    );

  function choose(view: PageView, iline: number, key: string, data = filler): (string | number | boolean)[] {
    const operation = { operation: 'insert', iline, key: bytes(key), data: bytes(data) } as const;
    const lines = new PageLines(view, operation);
    const { kind, ilineSplit, isWithoutOperation } = chooseSplit(
      lines,
      () => new PageLines(view, undefined),
      false,
    );
    return [kind, ilineSplit, isWithoutOperation];
  }

  it('appends behind the last leaf', () => {
    expect(choose(full({ pgnoNext: 0 }), 10, 'z')).toEqual(['append', 10, false]);
  });

  it('leaves a node in front of the first leaf alone', () => {
    expect(choose(full({ pgnoPrev: 0 }), 0, 'a')).toEqual(['right', 1, false]);
  });

  it('cuts off what follows where insertions go on behind each other', () => {
    // Nodes were put there in ascending order, so the last two are those in front of the place.
    expect(choose(full(), 10, 'z')).toEqual(['right', 10, false]);
    const view = pageOf([...keys.slice(0, 5), 'y'], Array<string>(6).fill(filler));
    for (let i = 5; i < 9; i++) insertNode(view, i, bytes(keys[i]!), bytes(filler));
    expect(choose(view, 9, keys[9]!)).toEqual(['right', 9, true]);
  });

  it('is even otherwise, and moves the root down whole', () => {
    expect(choose(full(), 3, 'd9')).toEqual(['right', 6, false]);
    expect(choose(full({ flags: pageFlag.leaf | pageFlag.root }), 3, 'd9')).toEqual(['vertical', 0, true]);
    expect(choose(full({ flags: pageFlag.leaf | pageFlag.root }), 3, 'd9', 'x')).toEqual([
      'vertical',
      0,
      false,
    ]);
  });

  it('comes first when the node fits neither half', () => {
    expect(choose(full(), 5, 'f9', 'x'.repeat(3000))).toEqual(['right', 5, true]);
  });
});
