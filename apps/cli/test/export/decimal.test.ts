import { seededRandom, seedForRun } from '@esekit/testkit';
import { expect, it } from 'vitest';
import { collect } from '../../src/export/collect';
import { writeDecimal } from '../../src/export/decimal';

function written(value: number): string {
  return new TextDecoder().decode(collect((out) => writeDecimal(out, value)));
}

it.each([
  ...[0, 1, -1, 0.1, -0.1, 0.5, 1e-6, 1e-7, 1.5e-6, 123456789.123456, 0.951416015625, 999.999999999999],
  ...[1e15, 1e21, 1e-12, 5e-324, Number.MAX_VALUE, 2 ** 31, 2 ** 53, 0.1 + 0.2, 1 / 3, 999999999.9999999],
  ...[1e-6 + Number.EPSILON, 100.000001, 0.000001000001, 4294967295.5, 281474976710656.5],
])('%d', (value) => {
  expect(written(value)).toBe(String(value));
  expect(written(-value)).toBe(Object.is(-value, -0) ? '-0' : String(-value));
});

it('random numbers of every size and of few decimals', () => {
  const random = seededRandom(seedForRun('decimal numbers'));
  const bits = new Float64Array(1);
  const bytes = new Uint8Array(bits.buffer);
  for (let n = 0; n < 60_000; n++) {
    random.fill(bytes);
    const wild = bits[0]!;
    const few = (random.below(2 ** 32) * 2 ** 10 + random.below(2 ** 10)) / 10 ** random.below(16);
    const single = Math.fround(random.below(2 ** 31) / 2 ** random.below(50));
    for (const value of [wild, few, single]) {
      if (Number.isFinite(value) && written(value) !== String(value))
        expect(written(value)).toBe(String(value));
    }
  }
});
