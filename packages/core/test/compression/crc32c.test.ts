import { expect, it } from 'vitest';
import { crc32c } from '../../src/compression';
import { ascii } from './bytes';

it('gives the published check values', () => {
  expect(crc32c(ascii('123456789'))).toBe(0xe3069283);
  expect(crc32c(new Uint8Array(4014).fill(0x61))).toBe(0xed2937ca);
  expect(crc32c(new Uint8Array(0))).toBe(0);
});

it('takes a part of the bytes', () => {
  expect(crc32c(ascii('--123456789--'), 2, 11)).toBe(0xe3069283);
});
