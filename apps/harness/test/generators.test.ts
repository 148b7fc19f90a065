import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { generateBytes, generateText } from '../src/values/generators';
import { hexOf, latinText } from '../src/values/literal';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

// The vectors of the scenario language, §2.1. Its text:20:5 has the ninth and tenth letter exchanged: the digest of
// 3,000 letters, which agrees, decides.
describe('generators', () => {
  it.each([
    [16, 1, 'd06c00b6ef14bf46386163ee2f080f80'],
    [16, 2, '845ebe5a2cdfe3f66b8ee11a1630ad2a'],
    [8, 99999, '5446e51c12465a2f'],
  ])('gen:%i:%i', (count, seed, hex) => {
    expect(hexOf(generateBytes(count, seed))).toBe(hex);
  });

  it.each([
    [30, 1, 'I9BH82e8h91cq2ECgv97AFno jzFmB'],
    [20, 5, '199k97H5jJaaJbJ6vGDo'],
  ])('text:%i:%i', (count, seed, text) => {
    expect(latinText(generateText(count, seed))).toBe(text);
  });

  it('gives the recorded digests of long values', () => {
    expect(sha256(generateBytes(5000, 3))).toBe(
      '37cae6eea9c0e68e02c0c19cab6a2b7eb3f1260d0c4dbfe588a596d967a93129',
    );
    expect(sha256(generateBytes(3000, 1))).toBe(
      'c02f11d94d5be982bfac854ad1ab6829f8196ff1fb6fd51c78a8335be66ea6fe',
    );
    expect(sha256(generateText(3000, 1))).toBe(
      '84223eae9ab36c52e2b44004f89521a395cda7b23c641e06f65ab96b12aa88f0',
    );
  });
});
