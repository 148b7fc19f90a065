import { seededRandom, seedForRun } from '@esekit/testkit';
import { afterEach, describe, expect, it, vi } from 'vitest';
import * as text from '../../src/values/text';

const random = seededRandom(seedForRun('text'));

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

type TextModule = typeof text;

/** The module as a platform without Node's buffers has it. */
async function inBrowser(): Promise<TextModule> {
  vi.resetModules();
  vi.stubGlobal('Buffer', undefined);
  return import('../../src/values/text');
}

describe('text', () => {
  it('is the same with and without the buffers of Node', async () => {
    const values = Array.from({ length: 500 }, () => random.fill(new Uint8Array(random.below(40))));
    // What is no well-formed UTF-16 in most of these stays as it is.
    const expected = values.map((bytes) => [text.decodeText1252(bytes, 1), text.decodeUtf16(bytes, 1)]);
    const browser = await inBrowser();
    const found = values.map((bytes) => [browser.decodeText1252(bytes, 1), browser.decodeUtf16(bytes, 1)]);
    expect(found).toEqual(expected);
  });

  it('has the punctuation of code page 1252, and its undefined bytes as controls', () => {
    expect(text.decodeText1252(Uint8Array.of(0x41, 0x80, 0x81, 0x9f, 0xa0, 0xff), 0, 5)).toBe(
      'A\u20ac\u0081\u0178\u00a0',
    );
  });

  it('keeps a leading U+FEFF and surrogates without a partner', () => {
    expect(text.decodeUtf16(Uint8Array.of(0xff, 0xfe, 0x00, 0xd8, 0x41, 0x00, 0x42))).toBe('\ufeff\ud800A');
  });
});
