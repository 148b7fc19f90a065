import { compress } from '@esekit/core/compression';
import { describe, expect, test } from 'vitest';
import { columnFlag, LongValueReader, UndecodedValue, type Row } from '../../src/index';
import { StoredLongValues } from '../../src/long-values/long-value-nodes';
import type { Entry } from '../database/fixture/page-writer';
import { BuiltDatabase, Separated } from '../database/fixture/built-database';
import { column, fixedColumns } from '../records/columns';
import { bytesOf } from '../records/hex';
import { concat } from '../records/record-builder';

const columns = [
  ...fixedColumns([4], ['Id']),
  column({ fid: 256, name: 'Value', flags: columnFlag.compressed }),
];

function bigEndian(...words: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * words.length));
  words.forEach((word, i) => view.setUint32(4 * i, word));
  return new Uint8Array(view.buffer);
}

function root(lid: number, size: number, more: readonly number[] = []): Entry {
  return {
    key: bigEndian(lid),
    data: Uint8Array.of(1, 0, 0, 0, size, size >> 8, size >> 16, size >> 24, ...more),
  };
}

function chunks(lid: number, value: Uint8Array, chunkSize: number, pack = false): Entry[] {
  const nodes: Entry[] = [];
  for (let offset = 0; offset < value.length; offset += chunkSize) {
    const chunk = value.slice(offset, offset + chunkSize);
    nodes.push({ key: bigEndian(lid, offset), data: (pack ? compress(chunk) : undefined) ?? chunk });
  }
  return nodes;
}

/** A table with one record that points to value 7 of these nodes. */
function read(longValues: readonly Entry[], pageSize = 4096, isTolerant = false): Row[string] | undefined {
  const rows = [{ Id: 1, Value: new Separated(7) }];
  const table = new BuiltDatabase([{ name: 'T', columns, rows, longValues }], pageSize).open().table('T');
  const [row] = table.rows(isTolerant ? { onLoss: () => undefined } : {});
  return row?.['Value'];
}

function pattern(size: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, i) => (i * 7 + (i >> 8)) & 0xff);
}

describe.each([
  [4096, 4014],
  [8192, 8110],
  [16384, 4050],
  [32768, 8150],
])('on pages of %i bytes a value', (pageSize, chunkSize) => {
  test.each([
    ['is empty', 0],
    ['is one byte', 1],
    ['fills a chunk', chunkSize],
    ['begins a second chunk', chunkSize + 1],
    ['has many chunks', 5 * chunkSize + 17],
  ])('%s', (_, size) => {
    const value = pattern(size);
    expect(read([root(7, size), ...chunks(7, value, chunkSize)], pageSize)).toEqual(value);
  });

  test('may have some of its chunks compressed', () => {
    const value = concat([
      new Uint8Array(chunkSize).fill(0x61),
      pattern(chunkSize),
      new Uint8Array(50).fill(0x62),
    ]);
    const nodes = chunks(7, value, chunkSize, true);
    expect(nodes.map(({ data }) => data.length)).not.toEqual([chunkSize, chunkSize, 50]);
    expect(read([root(7, value.length), ...nodes], pageSize)).toEqual(value);
  });
});

test('a raw last chunk is raw even if it begins like a compressed one', () => {
  const value = concat([pattern(4014), bytesOf('0E 41 42 43')]);
  expect(read([root(7, value.length), ...chunks(7, value, 4014)])).toEqual(value);
});

test('values do not run into each other', () => {
  const value = pattern(100);
  const nodes = [6, 7, 8].flatMap((lid) => [
    root(lid, 100),
    ...chunks(
      lid,
      value.map((byte) => byte ^ lid),
      4014,
    ),
  ]);
  expect(read(nodes)).toEqual(value.map((byte) => byte ^ 7));
});

describe('damage', () => {
  const value = pattern(9000);
  const [first, second, third] = chunks(7, value, 4014) as [Entry, Entry, Entry];
  const start = root(7, 9000);

  test.each<[string, readonly Entry[]]>([
    ['no root', [first, second, third]],
    ['a root that is too short', [{ ...start, data: bytesOf('01000000') }, first, second, third]],
    ['no first chunk', [start, second, third]],
    ['no chunk in the middle', [start, first, third]],
    ['no last chunk', [start, first, second]],
    ['a chunk that is too long', [start, first, { ...second, data: pattern(4015) }, third]],
    ['a chunk at another place', [start, first, { ...second, key: bigEndian(7, 4015) }, third]],
    ['a size beyond all limits', [root(7, 0x8000_0000), first, second, third]],
  ])('%s', (_, nodes) => {
    expect(() => read(nodes)).toThrow(expect.objectContaining({ name: 'JET_errLVCorrupted' }));
    const tolerated = read(nodes, 4096, true) as UndecodedValue;
    expect(tolerated).toBeInstanceOf(UndecodedValue);
    expect(tolerated.note).toContain('JET_errLVCorrupted');
    expect(tolerated.raw).toEqual(bytesOf('07000000'));
  });

  test('a chunk whose compression is wrong', () => {
    const nodes = [start, first, { ...second, data: bytesOf('18 AE0F 00') }, third];
    expect(() => read(nodes)).toThrow(expect.objectContaining({ name: 'JET_errDecompressionFailed' }));
  });
});

/**
 * With a damaged LVChunkMax, and a damaged size in the root, a chunk seemed to stand for gigabytes, and they
 * were taken before anybody looked at what the chunk itself says.
 */
test.each(['18 AE0F 00', '30 4C 4C', '0E 41 42 43'])(
  'the chunk %s costs no memory that it does not fill',
  (chunk) => {
    const longValues = [root(7, 0x7fff_ffff), { key: bigEndian(7, 0), data: bytesOf(chunk) }];
    const database = new BuiltDatabase([{ name: 'T', columns, rows: [], longValues }]).open();
    const tree = database.table('T').schema.longValues!;
    const reader = new LongValueReader(
      new StoredLongValues(database.source, tree, 'long values of T'),
      0xffff_ffff,
    );
    const before = process.memoryUsage().arrayBuffers;
    try {
      expect(reader.read(bytesOf('07000000'))).toBeInstanceOf(UndecodedValue);
    } catch (error) {
      expect(error).toMatchObject({ name: 'JET_errDecompressionFailed' });
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 << 20);
  },
);

test('an encrypted value says so', () => {
  const encrypted = read([root(7, 10, [1]), { key: bigEndian(7, 0), data: pattern(49) }]);
  expect(encrypted).toEqual(new UndecodedValue('the value is encrypted', bytesOf('07000000')));
});

test('an erased value says so', () => {
  const erased = read([root(7, 10), { key: bigEndian(7, 0), data: bytesOf('20 4C 4C') }]);
  expect(erased).toMatchObject({ note: 'the value was erased' });
});

describe('without the record', () => {
  const value = pattern(9000);
  const longValues = [root(7, 9000), ...chunks(7, value, 4014)];
  const table = new BuiltDatabase([{ name: 'T', columns, rows: [], longValues }]).open().table('T');
  const reader = table.longValues()!;

  test('the root is read alone', () => {
    expect(reader.root(bytesOf('07000000'))).toEqual({ refcount: 1, size: 9000, isEncrypted: false });
    expect(() => reader.root(bytesOf('0700'))).toThrow('4 or 8 bytes');
  });

  test('a value comes in pieces of a chunk', () => {
    const parts = [...reader.stream(bytesOf('07000000'))] as Uint8Array[];
    expect(parts.map(({ length }) => length)).toEqual([4014, 4014, 972]);
    expect(concat(parts)).toEqual(value);
  });

  test('two values can be streamed in turn', () => {
    const [a, b] = [reader.stream(bytesOf('07000000')), reader.stream(bytesOf('07000000'))];
    for (let i = 0; i < 3; i++) expect(a.next().value).toEqual(b.next().value);
  });
});

test('LIDs of eight bytes', () => {
  const lid = bytesOf('8000000080000001');
  const nodes = [
    { key: lid, data: bytesOf('01000000 03000000') },
    { key: concat([lid, bigEndian(0)]), data: bytesOf('0A0B0C') },
  ];
  const table = new BuiltDatabase([{ name: 'T', columns, rows: [], longValues: nodes }]).open().table('T');
  expect(table.longValues()!.read(lid.slice().reverse())).toEqual(bytesOf('0A0B0C'));
});
