import { stampXorChecksum } from '@esekit/pages';
import { seededRandom, seedForRun, type Random } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import { examine } from './support/contract';
import { bytesOf, fileTypes, memoryWith, sampleTypes } from './support/sample';

const rounds = 60;
const headerArea = 8192;

/** Values that break arithmetic: signs, limits and what is just beyond them. */
const telling = [
  0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fefffff, 0x7fffffff, 0x80000000, 0xffffffff,
];

/** Changes some fields at the start of the file; half of the time the checksums are made to agree. */
function mutate(bytes: Uint8Array, random: Random): void {
  const area = Math.min(headerArea, bytes.length) - 4;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  for (let changes = 1 + random.below(4); changes > 0; changes--) {
    const at = random.below(random.pick([256, 700, 1024, area]));
    if (random.below(2) === 0) view.setUint32(at, random.pick(telling), true);
    else bytes[at] = random.below(256);
  }
  if (random.below(2) === 0) {
    const size = random.pick([4096, 4096, 8192]);
    for (let at = 0; at + size <= headerArea; at += size) stampXorChecksum(bytes.subarray(at, at + size));
  }
}

describe('a file with a mutated header', () => {
  const seed = seedForRun('mutated headers');

  it.each(sampleTypes)(`%s: ${rounds} times a result or a named error`, async (type) => {
    const path = fileTypes[type];
    for (let round = 0; round < rounds; round++) {
      const bytes = bytesOf(type);
      mutate(bytes, seededRandom(seed + round));
      const fs = memoryWith({ [path]: bytes });
      for (const verb of ['info', 'verify'] as const) {
        try {
          await examine(fs, verb, path);
        } catch (cause) {
          expect.fail(`seed ${seed}, round ${round}, ${verb} ${path}: ${String(cause)}`);
        }
      }
    }
  });
});
