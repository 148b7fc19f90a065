import { describe, expect, test } from 'vitest';
import { SparseBytes } from '../../src/memory/sparse-bytes';

const gibibyte = 2 ** 30;

describe('SparseBytes', () => {
  test('a byte far out costs one block, not the way to it', () => {
    const bytes = new SparseBytes();
    bytes.write(Uint8Array.of(7), 5000 * gibibyte);
    expect(bytes.size).toBe(5000 * gibibyte + 1);
    const target = new Uint8Array(3).fill(9);
    expect(bytes.read(target, 5000 * gibibyte - 2)).toBe(3);
    expect(target).toEqual(Uint8Array.of(0, 0, 7));
  });

  test('cutting a huge file short forgets what was there', () => {
    const bytes = new SparseBytes();
    bytes.write(new Uint8Array(200_000).fill(1), gibibyte);
    bytes.resize(gibibyte + 70_000);
    bytes.resize(gibibyte + 200_000);
    const target = new Uint8Array(200_000);
    bytes.read(target, gibibyte);
    expect(target.subarray(0, 70_000).every((byte) => byte === 1)).toBe(true);
    expect(target.subarray(70_000).every((byte) => byte === 0)).toBe(true);
  });

  test.each([65_535, 65_536, 65_537])('a cut at %i, beside the end of a block, is exact', (size) => {
    const bytes = new SparseBytes();
    bytes.write(new Uint8Array(140_000).fill(1), 0);
    bytes.resize(size);
    bytes.resize(140_000);
    const target = new Uint8Array(140_000);
    bytes.read(target, 0);
    expect(target.lastIndexOf(1)).toBe(size - 1);
  });

  test('a long file of small appends takes linear time', () => {
    const bytes = new SparseBytes();
    const piece = new Uint8Array(512).fill(3);
    for (let i = 0; i < 100_000; i++) bytes.write(piece, i * 512);
    expect(bytes.size).toBe(51_200_000);
  });
});
