import { seedForRun } from '@esekit/testkit';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  equalSignatures,
  isSignatureSet,
  logTimeFromDate,
  readSignature,
  signatureNone,
  signatureSize,
  writeSignature,
  type Signature,
} from '../../src/index';
import { anySignature } from './arbitraries';
import { hexBytes, viewOf, written } from './bytes';

const seed = seedForRun('signature');

const bytesOf = (signature: Signature): Uint8Array =>
  written(signatureSize, (view) => writeSignature(view, 0, signature));

const example: Signature = {
  random: 0xfedcba98,
  time: logTimeFromDate(new Date('2022-08-17T16:30:04.480Z')),
  computerName: 'ABÄ',
};

describe('on disk', () => {
  test('is random number, time and a name padded with zeros', () => {
    const bytes = hexBytes(
      '98 ba dc fe 04 1e 10 11 08 7a c1 06 41 42 c4 00 00 00 00 00 00 00 00 00 00 00 00 00',
    );
    expect(bytesOf(example)).toEqual(bytes);
    expect(readSignature(viewOf(bytes), 0)).toEqual(example);
  });

  test('not set is all zero', () => {
    expect(bytesOf(signatureNone)).toEqual(new Uint8Array(signatureSize));
    expect(readSignature(viewOf(new Uint8Array(signatureSize)), 0)).toEqual(signatureNone);
  });

  test('any 28 bytes survive, also a name with zeros inside', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: signatureSize, maxLength: signatureSize }), (bytes) => {
        expect(bytesOf(readSignature(viewOf(bytes), 0))).toEqual(Uint8Array.from(bytes));
      }),
      { seed },
    );
    const name = 'A\0B';
    expect(readSignature(viewOf(bytesOf({ ...example, computerName: name })), 0).computerName).toBe(name);
  });

  test('every value survives at an offset', () => {
    fc.assert(
      fc.property(anySignature, fc.nat(8), (signature, offset) => {
        const bytes = written(signatureSize + 8, (view) => writeSignature(view, offset, signature));
        expect(readSignature(viewOf(bytes), offset)).toEqual(signature);
      }),
      { seed },
    );
  });
});

describe('equality', () => {
  test('each field counts', () => {
    expect(equalSignatures(example, { ...example })).toBe(true);
    expect(equalSignatures(example, { ...example, random: 1 })).toBe(false);
    expect(equalSignatures(example, { ...example, time: { ...example.time, low: 0 } })).toBe(false);
    expect(equalSignatures(example, { ...example, computerName: 'ABC' })).toBe(false);
  });

  test('is that of the bytes', () => {
    fc.assert(
      fc.property(anySignature, anySignature, (a, b) => {
        const sameBytes = String(bytesOf(a)) === String(bytesOf(b));
        expect(equalSignatures(a, b)).toBe(sameBytes);
        expect(equalSignatures(a, readSignature(viewOf(bytesOf(a)), 0))).toBe(true);
      }),
      { seed },
    );
  });
});

test('is set by its number, its time or its name', () => {
  expect(isSignatureSet(signatureNone)).toBe(false);
  expect(isSignatureSet({ ...signatureNone, random: 1 })).toBe(true);
  expect(isSignatureSet({ ...signatureNone, time: example.time })).toBe(true);
  expect(isSignatureSet({ ...signatureNone, computerName: 'A' })).toBe(true);
});
