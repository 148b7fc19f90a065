import { NodeView } from '@esekit/pages';
import { seededRandom, seedForRun } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import { Hash, HashSum, packed } from '../../src/check/hash';

const random = seededRandom(seedForRun('hash sums'));

function pair(first: Uint8Array, second: Uint8Array): [Hash, Hash] {
  return [new Hash().reset().add(first, 0, first.length), new Hash().reset().add(second, 0, second.length)];
}

function randomPairs(count: number): [Uint8Array, Uint8Array][] {
  const bytes = (): Uint8Array => random.fill(new Uint8Array(1 + random.below(20)));
  return Array.from({ length: count }, () => [bytes(), bytes()]);
}

function sumOf(pairs: readonly [Uint8Array, Uint8Array][]): HashSum {
  const sum = new HashSum();
  for (const [first, second] of pairs) sum.add(...pair(first, second));
  return sum;
}

describe('the sum of hashes', () => {
  it('does not depend on the order', () => {
    const pairs = randomPairs(200);
    expect(sumOf(pairs).equals(sumOf(pairs.toReversed()))).toBe(true);
  });

  it('tells sets apart that differ in one bit', () => {
    const pairs = randomPairs(100);
    const sum = sumOf(pairs);
    for (const [i, [first, second]] of pairs.entries()) {
      const changed = first.slice();
      changed[random.below(changed.length)]! ^= 1 << random.below(8);
      const others = pairs.with(i, [changed, second]);
      expect(sumOf(others).equals(sum)).toBe(false);
    }
  });

  it('tells who belongs to whom', () => {
    const [[a, x], [b, y]] = randomPairs(2) as [[Uint8Array, Uint8Array], [Uint8Array, Uint8Array]];
    expect(
      sumOf([
        [a, x],
        [b, y],
      ]).equals(
        sumOf([
          [a, y],
          [b, x],
        ]),
      ),
    ).toBe(false);
    expect(sumOf([[a, x]]).equals(sumOf([[x, a]]))).toBe(false);
  });

  it('counts how often a pair is there', () => {
    const [first, second] = randomPairs(1)[0]!;
    const [a, b] = pair(first, second);
    const [once, thrice, byNumber] = [new HashSum(), new HashSum(), new HashSum()];
    once.add(a, b);
    for (let i = 0; i < 3; i++) thrice.add(a, b);
    byNumber.add(a, b, 3);
    expect(thrice.equals(byNumber)).toBe(true);
    expect(once.equals(thrice)).toBe(false);
    byNumber.add(a, b, -2);
    expect(once.equals(byNumber)).toBe(true);
  });

  it('sees a key that is split between prefix and suffix as one', () => {
    const node = Object.assign(new NodeView(), {
      bytes: Uint8Array.of(1, 2, 3, 9, 4, 5, 7),
      prefixStart: 0,
      cbPrefix: 3,
      suffixStart: 4,
      cbSuffix: 2,
      dataStart: 6,
      cbData: 1,
    });
    const whole = Uint8Array.of(1, 2, 3, 4, 5);
    expect(packed(new Hash().reset().addKey(node))).toBe(packed(new Hash().reset().add(whole, 0, 5)));
    expect(packed(new Hash().reset().addData(node))).toBe(
      packed(new Hash().reset().add(Uint8Array.of(7), 0, 1)),
    );
  });
});
