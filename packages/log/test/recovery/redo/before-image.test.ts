import { JetError } from '@esekit/core';
import { compress } from '@esekit/core/compression';
import { formatPage, insertLine, PageView, pageFlag } from '@esekit/pages';
import { seededRandom } from '@esekit/testkit';
import { describe, expect, test } from 'vitest';
import { readBeforeImage, type BeforeImage } from '../../../src/recovery/redo/before-image';
import { errorOf } from './support/redo-scene';

const dbtime = 500;
const pgno = 33;
const dehydrated = 1;
const compressed = 2;

/** A leaf with a prefix and two nodes of 20 bytes. */
function page(pageSize: number): Uint8Array {
  const bytes = new Uint8Array(pageSize);
  const view = new PageView(bytes);
  formatPage(view, { pgno, objidFDP: 7, dbtime: BigInt(dbtime), flags: pageFlag.leaf });
  for (const key of [0x62, 0x64]) {
    const line = new Uint8Array(20).fill(0x2e);
    line.set([1, 0, key]);
    insertLine(view, view.itagMicFree, line);
  }
  return bytes;
}

/** 21 §5: header and lines with `rest` free bytes, then the tags; cbFree is less by what was taken out. */
function dehydrate(whole: Uint8Array, rest = 1): Uint8Array {
  const view = new PageView(whole.slice());
  const cbFront = view.cbHeader + view.ibMicFree + rest;
  const cbTags = 4 * view.itagMicFree;
  view.cbFree -= whole.length - cbFront - cbTags;
  const small = new Uint8Array(cbFront + cbTags);
  small.set(view.bytes.subarray(0, cbFront));
  small.set(view.bytes.subarray(whole.length - cbTags), cbFront);
  return small;
}

function read(bytes: Uint8Array, flags: number, pageSize: number): Uint8Array {
  const target = new Uint8Array(pageSize).fill(0xee);
  // The image lies somewhere inside a record.
  const record = new Uint8Array(bytes.length + 30).fill(0x77);
  record.set(bytes, 10);
  const image: BeforeImage = { bytes: record, start: 10, cb: bytes.length, flags };
  readBeforeImage(image, new PageView(target), { pgno, dbtime });
  return target;
}

describe.each([4096, 8192, 32768])('images of pages of %i bytes', (pageSize) => {
  const whole = page(pageSize);

  test.each([
    ['raw', 0, whole],
    ['dehydrated', dehydrated, dehydrate(whole)],
    ['compressed', compressed, compress(whole)!],
    ['both', dehydrated | compressed, compress(dehydrate(whole, 2000))!],
  ])('%s', (_, flags, bytes) => {
    expect(read(bytes, flags, pageSize)).toEqual(whole);
  });

  test.each([
    ['cut', 0, whole.subarray(0, pageSize - 1)],
    ['empty', 0, new Uint8Array()],
    ['empty and compressed', compressed, new Uint8Array()],
    ['too large', dehydrated, new Uint8Array(pageSize + 1)],
    ['shorter than a header', dehydrated, whole.subarray(0, 30)],
    ['with tags that are not there', dehydrated, withItagState(dehydrate(whole), 0xfff)],
    ['with a broken line', 0, withLine(whole)],
    ['of another operation', 0, withDbtime(whole, 501)],
    ['of unknown flags', 8, whole],
    ['whose compression is damaged', compressed, compress(whole)!.subarray(0, 40)],
    ['that expands to more than a page', compressed, Uint8Array.of(0x18, 0xff, 0xff, 0, 0, 0, 0, 1)],
  ])('one that is %s is damage of the log', (_, flags, bytes) => {
    expect(errorOf(() => read(bytes, flags, pageSize))).toBe('JET_errLogFileCorrupt');
  });

  test('one of an unknown compression cannot be read', () => {
    const stored = new Uint8Array(200).fill(0x30, 0, 1);
    expect(errorOf(() => read(stored, compressed, pageSize))).toBe('JET_errFeatureNotAvailable');
  });
});

test('an image of another large page is damage of the log', () => {
  const whole = page(32768);
  new PageView(whole).pgno = 34;
  expect(errorOf(() => read(whole, 0, 32768))).toBe('JET_errLogFileCorrupt');
});

test('whatever the bytes are, there is a page or an error of the engine', () => {
  const random = seededRandom(7);
  const bases = [page(4096), dehydrate(page(4096)), compress(page(4096))!];
  for (let i = 0; i < 3000; i++) {
    const bytes = random.pick(bases).slice(0, 1 + random.below(4200));
    for (let k = random.below(6); k > 0; k--) bytes[random.below(bytes.length)] = random.below(256);
    try {
      read(bytes, random.below(4), 4096);
    } catch (error) {
      expect(JetError.isInstance(error), String(error)).toBe(true);
    }
  }
});

function withItagState(bytes: Uint8Array, state: number): Uint8Array {
  new DataView(bytes.buffer).setUint16(34, state, true);
  return bytes;
}

function withLine(bytes: Uint8Array): Uint8Array {
  const changed = bytes.slice();
  new DataView(changed.buffer).setUint16(changed.length - 8, 4000, true);
  return changed;
}

function withDbtime(bytes: Uint8Array, value: number): Uint8Array {
  const changed = bytes.slice();
  new DataView(changed.buffer).setBigInt64(8, BigInt(value), true);
  return changed;
}
