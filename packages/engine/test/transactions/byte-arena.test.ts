import { seededRandom, seedForRun } from '@esekit/testkit';
import { describe, expect, test } from 'vitest';
import { ByteArena, storedBytes, type Stored } from '../../src/transactions/byte-arena';

function place(): Stored {
  return { bucket: undefined, at: 0, cb: 0 };
}

function bytes(...values: number[]): Uint8Array {
  return Uint8Array.from(values);
}

describe('a byte arena', () => {
  test('keeps two parts as one string', () => {
    const arena = new ByteArena(16);
    const stored = place();
    arena.store(stored, bytes(1, 2), bytes(3));
    expect(storedBytes(stored)).toEqual(bytes(1, 2, 3));
    expect(arena.cbLive).toBe(3);
  });

  test('takes no memory for nothing', () => {
    const arena = new ByteArena(16);
    const stored = place();
    arena.store(stored, bytes());
    expect(storedBytes(stored).length).toBe(0);
    expect(arena.bucketsInUse).toBe(0);
    arena.release(stored);
    expect(arena.cbLive).toBe(0);
  });

  test('refuses what no bucket holds (14 §2.6)', () => {
    const arena = new ByteArena(16);
    expect(() => {
      arena.store(place(), new Uint8Array(10), new Uint8Array(7));
    }).toThrow(expect.objectContaining({ name: 'JET_errVersionStoreEntryTooBig', code: -1065 }));
    expect(arena.bucketsInUse).toBe(0);
  });

  test('uses a bucket again when its last string is gone', () => {
    const arena = new ByteArena(16);
    const first = place();
    const second = place();
    arena.store(first, new Uint8Array(10));
    arena.store(second, new Uint8Array(10));
    const { bucket } = first;
    arena.release(first);
    expect(arena.bucketsInUse).toBe(1);
    const third = place();
    arena.store(third, new Uint8Array(10));
    expect(third.bucket).toBe(bucket);
  });

  test('keeps every string as it was while others come and go, and foretells its buckets', () => {
    const random = seededRandom(seedForRun('byte arena'));
    const arena = new ByteArena(64);
    const live: { stored: Stored; copy: Uint8Array }[] = [];
    for (let step = 0; step < 3000; step++) {
      if (random.below(100) < 52 && live.length < 60) {
        const parts = [0, 1].map(() => random.fill(new Uint8Array(random.below(33))));
        const expected = arena.bucketsInUse + arena.bucketsNeeded(parts[0]!.length, parts[1]!.length);
        for (const copy of parts) {
          const stored = place();
          arena.store(stored, copy);
          live.push({ stored, copy });
        }
        expect(arena.bucketsInUse).toBe(expected);
      } else if (live.length > 0) {
        arena.release(live.splice(random.below(live.length), 1)[0]!.stored);
      }
      expect(arena.cbLive).toBe(live.reduce((sum, { copy }) => sum + copy.length, 0));
      const used = new Set(live.map(({ stored }) => stored.bucket).filter((bucket) => bucket !== undefined));
      expect(arena.bucketsInUse).toBe(used.size);
    }
    for (const { stored, copy } of live) expect(storedBytes(stored)).toEqual(copy);
  });
});
