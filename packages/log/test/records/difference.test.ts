import { seededRandom, seedForRun } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import { applyDifference, createDifference } from '../../src/index';

const text = (value: string): Uint8Array => Uint8Array.from(value, (c) => c.charCodeAt(0));

function apply(old: string, difference: readonly number[], next: string, isWide = false): void {
  const result = applyDifference(text(old), Uint8Array.from(difference), isWide, next.length, old.length);
  expect(String.fromCharCode(...result)).toBe(next);
}

const damaged = expect.objectContaining({ name: 'JET_errLogFileCorrupt' });

describe('applyDifference (21 §4)', () => {
  it('replaces, inserts, deletes and exchanges, narrow', () => {
    apply('abcdef', [0x02, 0x20, 2, 0x58, 0x59], 'abXYef');
    apply('abcdef', [0x06, 0x40, 1, 0x58], 'abcdefX');
    apply('abcdef', [0x01, 0x00, 0, 3], 'aef');
    apply('abcdef', [0x00, 0x00, 1, 4, 0x58], 'Xef');
    apply('abcdef', [], 'abcdef');
  });

  it('takes entries in a row, and sizes of two bytes', () => {
    apply('abcdef', [0x00, 0x20, 1, 0x58, 0x03, 0x40, 1, 0x59, 0x04, 0x00, 0, 2], 'XbcYd');
    apply('abcdef', [0x02, 0xa0, 2, 0, 0x58, 0x59], 'abXYef');
    apply('abcdef', [0x02, 0x80, 1, 0, 3, 0, 0x58], 'abXf');
  });

  it('has the flags apart in the wide form', () => {
    apply('abcdef', [0x02, 0x00, 0x20, 2, 0x58, 0x59], 'abXYef', true);
    apply('abcdef', [0x02, 0x00, 0x80, 1, 0, 3, 0, 0x58], 'abXf', true);
  });

  it.for([
    ['an entry behind the end', [0x07, 0x40, 1, 0x58]],
    ['more old bytes than there are', [0x04, 0x00, 0, 3]],
    ['an offset that goes back', [0x04, 0x20, 1, 0x58, 0x02, 0x20, 1, 0x59]],
    ['a cut entry', [0x02, 0x20, 5, 0x58]],
    ['a cut header', [0x02]],
    ['another size of the result', [0x02, 0x40, 1, 0x58]],
  ] as const)('refuses %s', ([, difference]) => {
    const change = (): unknown => applyDifference(text('abcdef'), Uint8Array.from(difference), false, 6, 6);
    expect(change).toThrow(damaged);
  });

  it('refuses another old size', () => {
    expect(() => applyDifference(text('abc'), new Uint8Array(0), false, 4, 4)).toThrow(damaged);
  });

  it('answers every byte string with a result or the error', () => {
    const random = seededRandom(seedForRun('difference'));
    for (let i = 0; i < 20_000; i++) {
      const old = random.fill(new Uint8Array(random.below(30)));
      const difference = random.fill(new Uint8Array(random.below(20)));
      const cbNew = random.below(40);
      try {
        const result = applyDifference(old, difference, random.below(2) === 0, cbNew, old.length);
        expect(result).toHaveLength(cbNew);
      } catch (error) {
        expect(error).toEqual(damaged);
      }
    }
  });
});

describe('createDifference', () => {
  it('is undone by applying it, and shorter than the data', () => {
    const random = seededRandom(seedForRun('difference-of'));
    let made = 0;
    for (let i = 0; i < 3000; i++) {
      const old = random.fill(new Uint8Array(random.below(900)));
      const from = random.below(old.length + 1);
      const to = from + random.below(old.length - from + 1);
      const middle = random.below(3) === 0 ? new Uint8Array(to - from) : new Uint8Array(random.below(300));
      const next = Uint8Array.of(...old.subarray(0, from), ...random.fill(middle), ...old.subarray(to));
      for (let k = random.below(4); k > 0 && next.length > 0; k--) next[random.below(next.length)]! ^= 1;
      const isWide = random.below(2) === 0;
      const difference = createDifference(old, next, isWide);
      if (difference === undefined) continue;
      made++;
      expect(difference.length).toBeLessThan(next.length);
      expect(applyDifference(old, difference, isWide, next.length, old.length)).toEqual(next);
    }
    expect(made).toBeGreaterThan(1000);
  });

  it('has an entry for each change that is worth one', () => {
    const old = new Uint8Array(100);
    const next = old.slice();
    next[10] = 1;
    next[12] = 2;
    next[50] = 3;
    expect(createDifference(old, next, false)).toEqual(Uint8Array.of(10, 0x20, 3, 1, 0, 2, 50, 0x20, 1, 3));
  });

  it('gives up where the complete data is no longer, or offsets do not fit', () => {
    expect(createDifference(text('abc'), text('xyz'), false)).toBeUndefined();
    const long = new Uint8Array(9000);
    const changed = long.slice();
    changed[8999] = 1;
    expect(createDifference(long, changed, false)).toBeUndefined();
    expect(createDifference(long, changed, true)).toHaveLength(5);
  });
});
