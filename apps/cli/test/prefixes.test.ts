import { describe, expect, it } from 'vitest';
import { examine } from './support/contract';
import { bytesOf, fileTypes, memoryWith, sampleTypes, type SampleType } from './support/sample';

/** Lengths around everything that has a meaning: bytes of the first fields, sectors, pages. */
function lengths(size: number): number[] {
  const found = new Set([2, 3, 4, 7, 8, 16, 39, 40, 255, 667, 668, 669, 671, 1000, size - 1]);
  for (let at = 512; at <= 12_288; at += 512)
    found
      .add(at - 1)
      .add(at)
      .add(at + 1);
  const step = Math.max(4096, Math.ceil(size / 32 / 4096) * 4096);
  for (let at = 16_384; at < size; at += step)
    found
      .add(at - 1)
      .add(at)
      .add(at + 1)
      .add(at + 2048);
  return [...found].filter((length) => length < size).sort((a, b) => a - b);
}

/** What nothing in the file can tell: how long it was. */
function looksWhole(type: SampleType, length: number): boolean {
  if (type === 'flushMap') return length % 8192 === 0;
  return type === 'reserveLog';
}

describe('a file that is cut off', () => {
  it.each(sampleTypes)('%s: every length is unknown to us, or damage', async (type) => {
    const whole = bytesOf(type);
    const path = fileTypes[type];
    for (const length of lengths(whole.length)) {
      const fs = memoryWith({ [path]: whole.subarray(0, length) });
      const info = await examine(fs, 'info', path);
      const verify = await examine(fs, 'verify', path);
      const found = { length, type: info.json['type'], info: info.code, verify: verify.code };
      if (found.type === 'unknown') expect(found).toMatchObject({ info: 0, verify: 2 });
      else {
        const code = looksWhole(type, length) ? 0 : 1;
        expect(found).toEqual({ length, type: expect.any(String), info: code, verify: code });
      }
    }
  });

  it.each(sampleTypes)('%s: uncut it is whole', async (type) => {
    const path = fileTypes[type];
    const fs = memoryWith({ [path]: bytesOf(type) });
    expect(await examine(fs, 'info', path)).toMatchObject({ code: 0, json: { type } });
    // The copy was cut out of a database that was never backed up, so only its own parts fit together.
    expect(await examine(fs, 'verify', path)).toMatchObject({ code: 0, json: { type, ok: true } });
  });
});
