import type { JetErrorName } from '@esekit/core';
import { describe, expect, it } from 'vitest';
import {
  columnFlag,
  coltyp,
  RecordBuilder,
  setFlag,
  type ColumnSchema,
  type SetOptions,
} from '../../../src/index';
import { column, fixedColumns } from '../columns';
import { bytesOf, hexOf, textBytes } from '../hex';
import { builderOf, MemoryLongValues, shapeOf, valuesIn } from './builder-fixture';

const failure = (name: JetErrorName): unknown => expect.objectContaining({ name });

describe('what JetSetColumn refuses (11 §2)', () => {
  const empty = { grbit: setFlag.zeroLength };
  const notNull = columnFlag.notNull;
  it.each<[string, Partial<ColumnSchema>, number | undefined, SetOptions | undefined, JetErrorName]>([
    ['a fixed number too short', { fid: 1 }, 3, undefined, 'JET_errInvalidBufferSize'],
    ['a fixed number too long', { fid: 1 }, 5, undefined, 'JET_errInvalidBufferSize'],
    ['an empty fixed number', { fid: 1 }, 0, empty, 'JET_errInvalidBufferSize'],
    ['a fixed text too long', { fid: 1, coltyp: 10, cbMax: 4 }, 5, undefined, 'JET_errInvalidBufferSize'],
    ['NULL, fixed', { fid: 1, flags: notNull }, undefined, undefined, 'JET_errNullInvalid'],
    ['no bytes, fixed', { fid: 1, flags: notNull }, 0, undefined, 'JET_errNullInvalid'],
    [
      'NULL, variable',
      { fid: 128, coltyp: 9, cbMax: 9, flags: notNull },
      undefined,
      undefined,
      'JET_errNullInvalid',
    ],
    [
      'NULL, tagged',
      { fid: 256, coltyp: 9, cbMax: 9, flags: notNull },
      undefined,
      undefined,
      'JET_errNullInvalid',
    ],
    ['NULL, long', { fid: 256, flags: notNull }, undefined, undefined, 'JET_errNullInvalid'],
    ['a tagged number too short', { fid: 256, coltyp: 4 }, 3, undefined, 'JET_errInvalidBufferSize'],
    ['a tagged text too long', { fid: 256, coltyp: 10, cbMax: 9 }, 10, undefined, 'JET_errColumnTooBig'],
    ['a long value too long', { fid: 256, cbMax: 9 }, 10, undefined, 'JET_errColumnTooBig'],
    ['bytes behind no long value', { fid: 256 }, 1, { grbit: 4, ibLongValue: 1 }, 'JET_errColumnNoChunk'],
    [
      'an encrypted value',
      { fid: 256, flags: columnFlag.encrypted },
      1,
      undefined,
      'JET_errColumnNoEncryptionKey',
    ],
    ['a size below zero', { fid: 256 }, 0, { grbit: 8, size: -1 }, 'JET_errInvalidParameter'],
    ['a contiguous value that is short', { fid: 256 }, 9, { grbit: 0x40000 }, 'JET_errInvalidBufferSize'],
    ['more than two gigabytes', { fid: 256 }, 0, { grbit: 8, size: 0x8000_0000 }, 'JET_errColumnTooBig'],
  ])('%s', (_, given, length, options, name) => {
    const builder = builderOf([column({ fid: 1, ...given })]);
    builder.beginInsert();
    const bytes = length === undefined ? undefined : new Uint8Array(length);
    const before = hexOf(builder.record);
    const plan = builder.shape.columns[0]!;
    expect(() => builder.setBytes(plan, bytes, options)).toThrow(failure(name));
    expect(hexOf(builder.record)).toBe(before);
  });

  it('columns that are not there', () => {
    const shape = shapeOf(fixedColumns([4]));
    expect(() => shape.column(2)).toThrow(failure('JET_errColumnNotFound'));
    expect(() => shape.column(0)).toThrow(failure('JET_errBadColumnId'));
    expect(() => shape.column(65249)).toThrow(failure('JET_errBadColumnId'));
    expect(() => shape.columnNamed('x')).toThrow(failure('JET_errColumnNotFound'));
  });

  it('anything without an update', () => {
    const builder = builderOf(fixedColumns([4]));
    const set = (): unknown => builder.set(builder.shape.column(1), 1);
    expect(set).toThrow(failure('JET_errUpdateNotPrepared'));
    builder.beginInsert();
    expect(() => builder.beginInsert()).toThrow(failure('JET_errAlreadyPrepared'));
    builder.cancel();
    expect(set).toThrow(failure('JET_errUpdateNotPrepared'));
  });
});

describe('the largest record (11 §3)', () => {
  it.each([
    [2048, 1743],
    [4096, 3791],
    [8192, 7887],
    [16384, 16288],
    [32768, 32672],
  ])('pages of %i bytes: %i', (pageSize, most) => {
    const columns = [column({ fid: 256 })];
    const builder = new RecordBuilder(shapeOf(columns, { pageSize }));
    expect(builder.shape.recordMost).toBe(most);
    const { intrinsicMost } = builder.shape;
    expect(intrinsicMost).toBe(most - 9);
    const plan = builder.shape.column(256);
    builder.beginInsert();
    expect(() => builder.setBytes(plan, new Uint8Array(intrinsicMost + 1))).toThrow(
      failure('JET_errRecordTooBig'),
    );
    builder.setBytes(plan, new Uint8Array(intrinsicMost));
    expect(builder.finish().length).toBe(most);
  });

  it('takes long values out before it refuses anything (12 §3.4)', () => {
    const columns = [
      ...fixedColumns([4]),
      column({ fid: 128, coltyp: coltyp.binary, cbMax: 255 }),
      ...[256, 257, 258, 259].map((fid) => column({ fid })),
    ];
    const store = new MemoryLongValues();
    const builder = builderOf(columns, store);
    builder.beginInsert();
    for (const [i, size] of [1000, 900, 800, 1020].entries()) {
      builder.setBytes(builder.shape.column(256 + i), new Uint8Array(size).fill(i));
    }
    expect(store.values.size).toBe(0);
    builder.setBytes(builder.shape.column(128), new Uint8Array(255));
    const record = builder.finish();
    expect(store.values.size).toBe(4);
    expect(valuesIn(record, columns[5]!, false, store)![0]!.length).toBe(1020);
  });

  it('cannot be made of values that no record holds', () => {
    const columns = Array.from({ length: 20 }, (_, i) =>
      column({ fid: 256 + i, coltyp: coltyp.binary, cbMax: 255 }),
    );
    const builder = builderOf(columns, new MemoryLongValues());
    builder.beginInsert();
    const setAll = (): void => {
      for (const plan of builder.shape.columns) builder.setBytes(plan, new Uint8Array(255));
    };
    expect(setAll).toThrow(failure('JET_errRecordTooBig'));
  });
});

describe('autoincrement columns (11 §4.1)', () => {
  const columns = [column({ fid: 1, flags: columnFlag.autoincrement | columnFlag.notNull })];

  it('get their value when the insert begins, and nobody else may set them', () => {
    const builder = builderOf(columns);
    builder.beginInsert(7n);
    expect(() => builder.set(builder.shape.column(1), 1)).toThrow(failure('JET_errInvalidColumnType'));
    expect(hexOf(builder.finish())).toBe('017f090007000000fe');
  });

  it('are exhausted', () => {
    expect(() => builderOf(columns).beginInsert(0x8000_0000n)).toThrow(
      failure('JET_errOutOfAutoincrementValues'),
    );
  });

  it.each<[number | null, JetErrorName]>([
    [null, 'JET_errAutoIncrementNotSet'],
    [0, 'JET_errInvalidParameter'],
    [7, 'JET_errSetAutoIncrementTooHigh'],
  ])('that must be set refuse %s', (value, name) => {
    const builder = builderOf(columns);
    builder.beginInsert(7n, true);
    expect(() => builder.set(builder.shape.column(1), value)).toThrow(failure(name));
    expect(() => builder.finish()).toThrow(failure('JET_errAutoIncrementNotSet'));
    builder.set(builder.shape.column(1), 6);
    expect(builder.finish().length).toBe(9);
  });

  it('that must be set have to be there', () => {
    expect(() => builderOf([]).beginInsert(1n, true)).toThrow(failure('JET_errIllegalOperation'));
  });
});

describe('version and not-null columns', () => {
  const columns = [
    column({ fid: 1, flags: columnFlag.version }),
    column({ fid: 2, recordOffset: 8, flags: columnFlag.notNull }),
    column({ fid: 3, recordOffset: 12 }),
  ];

  it('a version is 0 in a new record and one more in a changed one (11 §4.2)', () => {
    const builder = builderOf(columns);
    builder.beginInsert();
    builder.set(builder.shape.column(2), 5);
    const record = builder.finish().slice();
    expect(hexOf(record)).toBe('027f0d000000000005000000fc');
    builder.beginReplace(record);
    expect(() => builder.set(builder.shape.column(1), 1)).toThrow(failure('JET_errInvalidColumnType'));
    expect(hexOf(builder.finish())).toBe(hexOf(record));
    builder.beginReplace(record);
    builder.set(builder.shape.column(2), 6);
    expect(hexOf(builder.finish())).toBe('027f0d000100000006000000fc');
  });

  it('a value that must be there is missed at the end, and can still be given', () => {
    const builder = builderOf(columns);
    builder.beginInsert();
    expect(() => builder.finish()).toThrow(failure('JET_errNullInvalid'));
    builder.set(builder.shape.column(2), 1);
    expect(builder.finish().length).toBe(13);
  });
});

describe('defaults (11 §5)', () => {
  it('fixed and variable ones stand in every new record, tagged ones do not', () => {
    const builder = builderOf([
      ...fixedColumns([4]),
      column({ fid: 2, recordOffset: 8, coltyp: coltyp.short, defaultValue: bytesOf('3412') }),
      column({ fid: 129, coltyp: coltyp.binary, cbMax: 9, defaultValue: bytesOf('AB') }),
      column({ fid: 256, coltyp: coltyp.long, defaultValue: bytesOf('01000000') }),
    ]);
    builder.beginInsert();
    expect(hexOf(builder.finish())).toBe(hexOf(bytesOf('02 81 0B00 2A2A2A2A 3412 FD 0080 0100 AB')));
  });
});

describe('values that must differ (11 §7)', () => {
  const columns = [
    column({ fid: 256, coltyp: coltyp.text, codePage: 1252, cbMax: 255, flags: columnFlag.multiValued }),
  ];
  const set = (first: string, second: string, grbit: number) => (): void => {
    const builder = builderOf(columns);
    builder.beginInsert();
    builder.set(builder.shape.column(256), first);
    builder.set(builder.shape.column(256), second, { itag: 0, grbit });
  };

  it('as bytes, or as keys', () => {
    expect(set('a', 'a', setFlag.uniqueMultiValues)).toThrow(failure('JET_errMultiValuedDuplicate'));
    expect(set('a', 'A', setFlag.uniqueMultiValues)).not.toThrow();
    expect(set('a', 'A', setFlag.uniqueNormalizedMultiValues)).toThrow(
      failure('JET_errMultiValuedDuplicate'),
    );
    const long = 'x'.repeat(254);
    expect(set(`${long}y`, `${long}z`, setFlag.uniqueNormalizedMultiValues)).toThrow(
      failure('JET_errMultiValuedDuplicateAfterTruncation'),
    );
  });
});

describe('long values (12 §3)', () => {
  const long = column({ fid: 256 });

  it('are separated above 1023 bytes, or as the caller says', () => {
    const store = new MemoryLongValues();
    const builder = builderOf([long], store);
    const plan = builder.shape.column(256);
    const separated = (size: number, grbit = 0): boolean => {
      builder.beginInsert();
      builder.setBytes(plan, new Uint8Array(size), { grbit });
      return builder.finish().length === 4 + 4 + 1 + 4;
    };
    expect(separated(1023)).toBe(false);
    expect(separated(1024)).toBe(true);
    expect(separated(1024, setFlag.intrinsicLV)).toBe(false);
    expect(separated(5, setFlag.separateLV)).toBe(true);
  });

  it.each([
    ['append', setFlag.appendLV, 0, 'cd', 'abcd'],
    ['append nothing', setFlag.appendLV, 0, '', 'ab'],
    ['overwrite', setFlag.overwriteLV, 1, 'XY', 'aXY'],
    ['overwrite within', setFlag.overwriteLV, 0, 'X', 'Xb'],
    ['overwrite and cut', setFlag.overwriteLV | setFlag.sizeLV, 0, 'X', 'X'],
    ['replace', 0, 0, 'X', 'X'],
    ['empty', setFlag.zeroLength, 0, '', ''],
  ])('%s, within the record and out of it', (_, grbit, ibLongValue, data, wanted) => {
    for (const where of [0, setFlag.separateLV]) {
      const store = new MemoryLongValues();
      const builder = builderOf([long], store);
      const plan = builder.shape.column(256);
      builder.beginInsert();
      const padding = where === 0 ? '' : '-----';
      builder.setBytes(plan, textBytes(`${padding}ab`), { grbit: where });
      const shift = wanted.startsWith('X') && grbit === 0 ? 0 : padding.length;
      builder.setBytes(plan, textBytes(data), { grbit, ibLongValue: ibLongValue + padding.length });
      const keeps = grbit !== 0 && grbit !== setFlag.zeroLength;
      const [value] = valuesIn(builder.finish(), long, false, store)!;
      expect(Buffer.from(value!).toString()).toBe((keeps ? padding.slice(0, shift) : '') + wanted);
    }
  });

  it('lose their place in the tree with the last reference', () => {
    const store = new MemoryLongValues();
    const builder = builderOf([long], store);
    const plan = builder.shape.column(256);
    builder.beginInsert();
    builder.setBytes(plan, new Uint8Array(2000));
    const record = builder.finish().slice();
    builder.beginInsertCopy(record, undefined, true);
    builder.finish();
    const remove = (): void => {
      builder.beginReplace(record);
      builder.set(plan, null);
      builder.finish();
    };
    remove();
    expect(store.values.size).toBe(1);
    remove();
    expect(store.values.size).toBe(0);
  });

  it('of many zeros are made by the tree', () => {
    const store = new MemoryLongValues();
    const builder = builderOf([long], store);
    builder.beginInsert();
    builder.setBytes(builder.shape.column(256), undefined, { grbit: setFlag.sizeLV, size: 5000 });
    expect(valuesIn(builder.finish(), long, false, store)![0]!.length).toBe(5000);
  });
});
