import { JetError } from '../../src/errors/jet-error';
import { seededRandom, seedForRun } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import { decompress, decompressInto } from '../../src/compression';
import { encodeSevenBitAscii, encodeSevenBitUnicode } from '../../src/compression/seven-bit-encoder';
import { encodeXpress } from '../../src/compression/xpress-encoder';
import { ascii, fromHex, randomText, utf16 } from './bytes';
import { Xpress9Writer } from './xpress9-writer';
import { limits } from '../../src/limits';

/**
 * Whatever the bytes are, the answer is a value of the right size, a plain "no", or one of the two errors
 * of damaged values. Any other error, and any write outside the range, is a bug.
 */
const allowed = ['JET_errDecompressionFailed', 'JET_errCompressionIntegrityCheckFailed'];

const text = randomText(seededRandom(7), 1500);

function xpress9Sample(): { stored: Uint8Array; size: number } {
  const random = seededRandom(11);
  const writer = new Xpress9Writer({ mtfEntries: 2, pointerMatchLeast: 3, mtfMatchLeast: 2 });
  for (const byte of ascii(text.slice(0, 200))) writer.literal(byte);
  for (let i = 0; i < 20; i++) writer.match(1 + random.below(200), 3 + random.below(60));
  writer.endBlock(2);
  for (let i = 0; i < 20; i++) {
    writer.literal(i);
    writer.mtfMatch(i % 2, 4);
  }
  writer.endBlock();
  return { stored: writer.stored(), size: writer.value.length };
}

const samples: [string, Uint8Array, number][] = [
  ['7-bit ASCII', encodeSevenBitAscii(ascii(text))!, 1500],
  ['7-bit Unicode', encodeSevenBitUnicode(utf16(text))!, 3000],
  ['XPRESS', encodeXpress(ascii(text))!, 1500],
  [
    'XPRESS, long matches',
    encodeXpress(ascii(`${text}${'ab'.repeat(3000)}${text}${'c'.repeat(500)}`))!,
    9500,
  ],
  ['XPRESS9', xpress9Sample().stored, xpress9Sample().size],
  ['LZ4', fromHex('38 1801 1F61 0100 FF 03 20 4142'), 280],
];

const guard = 64;

/** Decodes in all three ways. Returns the bytes, or undefined when there are none. */
function survive(stored: Uint8Array, size: number): Uint8Array | undefined {
  const target = new Uint8Array(size + 2 * guard).fill(0xa5);
  const isUntouched = (byte: number): boolean => byte === 0xa5;
  let decoded: Uint8Array | undefined;
  try {
    const free = decompress(stored);
    if (free.kind === 'data') expect(free.bytes.length).toBeLessThanOrEqual(limits.compressedValueBytesMost);
    const value = decompress(stored, size);
    if (value.kind === 'data') {
      expect(value.bytes.length).toBe(size);
      decoded = value.bytes;
    }
  } catch (error) {
    if (!JetError.isInstance(error)) throw error;
    expect(allowed).toContain((error as JetError).name);
  }
  try {
    const kind = decompressInto(stored, target, guard, size);
    expect(kind === 'data').toBe(decoded !== undefined);
    if (decoded) expect(Buffer.compare(target.subarray(guard, guard + size), decoded)).toBe(0);
  } catch (error) {
    if (!JetError.isInstance(error)) throw error;
    expect(decoded).toBeUndefined();
  }
  expect(target.subarray(0, guard).every(isUntouched)).toBe(true);
  expect(target.subarray(guard + size).every(isUntouched)).toBe(true);
  return decoded;
}

describe.each(samples)('%s', (name, stored, size) => {
  it('is good as it is', () => {
    expect(survive(stored, size)).toHaveLength(size);
  });

  it('is damaged wherever it is cut', () => {
    for (let length = 0; length < stored.length; length++) {
      expect(survive(stored.subarray(0, length), size)).toBeUndefined();
    }
  });

  it('survives wrong bytes anywhere', () => {
    const random = seededRandom(seedForRun(`mutations of ${name}`));
    for (let run = 0; run < 3000; run++) {
      const wrong = stored.slice();
      for (let n = 1 + random.below(3); n > 0; n--) {
        const at = random.below(random.pick([wrong.length, Math.min(wrong.length, 60)]));
        wrong[at] = random.pick([random.below(256), 0, 0xff, wrong[at]! ^ (1 << random.below(8))]);
      }
      survive(wrong, size);
    }
  });

  it('survives missing, added and doubled parts', () => {
    const random = seededRandom(seedForRun(`pieces of ${name}`));
    for (let run = 0; run < 300; run++) {
      const from = random.below(stored.length);
      const to = random.below(stored.length);
      survive(Uint8Array.from([...stored.subarray(0, from), ...stored.subarray(to)]), size);
    }
  });
});

describe('bytes without any sense', () => {
  it('are survived under every header', () => {
    const random = seededRandom(seedForRun('noise under headers'));
    for (let run = 0; run < 6000; run++) {
      const noise = random.fill(new Uint8Array(random.below(random.pick([8, 80, 800]))));
      if (noise.length > 0) noise[0] = ((run % 9) << 3) | (noise[0]! & 7);
      if (random.below(3) === 0) noise.fill(random.pick([0, 0xff]), random.below(noise.length + 1));
      survive(noise, random.below(random.pick([10, 1000, 70000])));
    }
  });

  it('take no time, even when they ask for much', () => {
    const forms = [
      Uint8Array.from([0x18, 0xff, 0xff, ...new Uint8Array(4000).fill(0xff)]),
      Uint8Array.from([0x38, 0xff, 0xff, ...new Uint8Array(60000).fill(0xff)]),
      Uint8Array.from([0x38, 0xff, 0xff, 0x1f, 0x61, 1, 0, ...new Uint8Array(60000).fill(0xff), 0]),
    ];
    const blocks = new Xpress9Writer({ mtfEntries: 4, pointerMatchLeast: 3, mtfMatchLeast: 2 });
    for (let n = 0; n < 2000; n++) blocks.endBlock();
    const start = performance.now();
    survive(blocks.stored(), 0);
    for (let run = 0; run < 10; run++) for (const form of forms) survive(form, 65535);
    expect(performance.now() - start).toBeLessThan(5000);
  });
});
