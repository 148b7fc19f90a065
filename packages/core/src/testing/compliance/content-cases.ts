import { equal, equalBytes, fails } from './assertions';
import type { ComplianceCase } from './compliance-case';

/** More than any single block, page or chunk of an implementation. */
const large = 300_000;

const pattern = (size: number): Uint8Array =>
  Uint8Array.from({ length: size }, (_, i) => (i * 7 + (i >> 8)) & 0xff);

/** Reading, writing and the size of files. */
export const contentCases: readonly ComplianceCase[] = [
  {
    name: 'a new file is empty and remembers its path',
    async run(bench) {
      const file = await bench.create('a');
      equal(await file.size(), 0, 'size');
      equal(file.path, bench.path('a'), 'path');
    },
  },
  {
    name: 'what is written at a position is read from it',
    async run(bench) {
      const file = await bench.create('a', [1, 2, 3, 4, 5, 6]);
      await file.write(Uint8Array.of(30, 40), 2);
      await bench.expectContent(file, [1, 2, 30, 40, 5, 6]);
      const middle = new Uint8Array(3);
      equal(await file.read(middle, 1), 3, 'bytes read');
      equalBytes(middle, Uint8Array.of(2, 30, 40), 'middle');
    },
  },
  {
    name: 'large reads and writes are complete',
    async run(bench) {
      const file = await bench.create('a');
      await file.write(pattern(large), 5);
      const back = new Uint8Array(large);
      equal(await file.read(back, 5), large, 'bytes read');
      equalBytes(back, pattern(large), 'content');
    },
  },
  {
    name: 'part of an array is read into and written from',
    async run(bench) {
      const file = await bench.create('a');
      await file.write(Uint8Array.of(9, 9, 1, 2, 3, 9).subarray(2, 5), 0);
      const around = new Uint8Array(6).fill(7);
      equal(await file.read(around.subarray(1, 4), 0), 3, 'bytes read');
      equalBytes(around, Uint8Array.of(7, 1, 2, 3, 7, 7), 'around');
    },
  },
  {
    name: 'a read at the end is short and leaves the rest of the array alone',
    async run(bench) {
      const file = await bench.create('a', [1, 2, 3]);
      const target = new Uint8Array(5).fill(7);
      equal(await file.read(target, 1), 2, 'bytes read');
      equalBytes(target, Uint8Array.of(2, 3, 7, 7, 7), 'target');
      equal(await file.read(target, 3), 0, 'at the end');
      equal(await file.read(target, 4_000_000), 0, 'behind the end');
      equal(await file.read(new Uint8Array(0), 0), 0, 'of nothing');
    },
  },
  {
    name: 'a write behind the end leaves zeros between',
    async run(bench) {
      const file = await bench.create('a', [1]);
      await file.write(Uint8Array.of(2), 4);
      await bench.expectContent(file, [1, 0, 0, 0, 2]);
    },
  },
  {
    name: 'a write far behind the end leaves zeros between',
    async run(bench) {
      const file = await bench.create('a', [1]);
      await file.write(Uint8Array.of(2), large);
      equal(await file.size(), large + 1, 'size');
      const between = new Uint8Array(large - 1).fill(7);
      equal(await file.read(between, 1), large - 1, 'bytes read');
      equalBytes(between, new Uint8Array(large - 1), 'between');
    },
  },
  {
    name: 'a write of no bytes changes nothing',
    async run(bench) {
      const file = await bench.create('a', [1]);
      await file.write(new Uint8Array(0), 100);
      equal(await file.size(), 1, 'size');
    },
  },
  {
    name: 'many appends make one file',
    async run(bench) {
      const file = await bench.create('a');
      for (let i = 0; i < 600; i++) await file.write(new Uint8Array(512).fill(i & 0xff), i * 512);
      equal(await file.size(), 600 * 512, 'size');
      const last = new Uint8Array(1);
      for (const i of [0, 127, 128, 599]) {
        await file.read(last, i * 512 + 511);
        equal(last[0], i & 0xff, `end of append ${i}`);
      }
    },
  },
  {
    name: 'operations on separate ranges can be under way together',
    async run(bench) {
      const file = await bench.create('a');
      const parts = Array.from({ length: 16 }, (_, i) => new Uint8Array(5000).fill(i + 1));
      await Promise.all(parts.map((part, i) => file.write(part, i * 5000)));
      const back = parts.map(() => new Uint8Array(5000));
      await Promise.all(back.map((part, i) => file.read(part, i * 5000)));
      back.forEach((part, i) => equalBytes(part, parts[i]!, `part ${i}`));
    },
  },
  {
    name: 'truncate cuts, and what was cut comes back as zeros',
    async run(bench) {
      const file = await bench.create('a', [1, 2, 3, 4]);
      await file.truncate(2);
      await bench.expectContent(file, [1, 2]);
      await file.truncate(5);
      await bench.expectContent(file, [1, 2, 0, 0, 0]);
      await file.truncate(0);
      equal(await file.size(), 0, 'size');
    },
  },
  {
    name: 'truncate of a large file, then a write behind the cut, leaves zeros',
    async run(bench) {
      const file = await bench.create('a');
      await file.write(pattern(large), 0);
      await file.truncate(100);
      await file.write(Uint8Array.of(1), large);
      const tail = new Uint8Array(large - 100);
      await file.read(tail, 100);
      equalBytes(tail, new Uint8Array(large - 100), 'tail');
    },
  },
  {
    name: 'sync succeeds, whatever the file was opened for',
    async run(bench) {
      const file = await bench.create('a', [1]);
      await file.sync();
      await (await bench.open('a', 'read')).sync();
    },
  },
  {
    name: 'two open files see the same content',
    async run(bench) {
      const writer = await bench.create('a', [1, 2]);
      const reader = await bench.open('a', 'read');
      await writer.write(Uint8Array.of(3), 2);
      await bench.expectContent(reader, [1, 2, 3]);
    },
  },
  {
    name: 'a file open for reading is not written',
    async run(bench) {
      await bench.create('a', [1]);
      const reader = await bench.open('a', 'read');
      await fails('JET_errFileAccessDenied', () => reader.write(Uint8Array.of(2), 0));
      await fails('JET_errFileAccessDenied', () => reader.truncate(0));
      await bench.expectContent(reader, [1]);
    },
  },
  {
    name: 'what is not a position is refused',
    async run(bench) {
      const file = await bench.create('a', [1, 2]);
      for (const wrong of [-1, 0.5, Number.NaN, 2 ** 53]) {
        await fails('JET_errInvalidParameter', () => file.read(new Uint8Array(1), wrong));
        await fails('JET_errInvalidParameter', () => file.write(Uint8Array.of(9), wrong));
        await fails('JET_errInvalidParameter', () => file.truncate(wrong));
      }
      await bench.expectContent(file, [1, 2]);
    },
  },
];
