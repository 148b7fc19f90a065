import { describe, expect, it } from 'vitest';
import { columnFlag, coltyp, setFlag } from '../../../src/index';
import { column, fixedColumns } from '../columns';
import { bytesOf, hexOf, textBytes } from '../hex';
import { builderOf, shapeOf } from './builder-fixture';
import { RecordBuilder } from '../../../src/index';

/** Bytes as the format's worked examples have them (11 §1, §6, §8). */

const hex = (notation: string): string => hexOf(bytesOf(notation));

describe('fixed columns', () => {
  const types = [4, 1, 2, 3, 4, 5, 6, 7, 8, 14, 15, 16, 17];

  it('are packed, with a bitmap behind them (8.1)', () => {
    const builder = builderOf(fixedColumns(types));
    builder.beginInsert();
    const values = [1, false, 213, -1337, -13371337, 0x4c01db400b0c9n, 1, 0, 36220, 13371337, -13371337n];
    values.forEach((value, i) => builder.set(builder.shape.column(i + 1), value));
    builder.setBytes(builder.shape.column(8), bytesOf('43614724F9806941'));
    builder.setBytes(builder.shape.column(6), bytesOf('C9B000B41DC00400'));
    builder.set(builder.shape.column(12), '3f360af1-6766-46dc-9af2-0dacf295c2a1');
    builder.set(builder.shape.column(13), 1337);
    expect(hexOf(builder.finish())).toBe(
      hex(`0D 7F 4C00 01000000 00 D5 C7FA 37F833FF C9B000B41DC00400 0000803F 43614724F9806941 0000000080AFE140
        C907CC00 37F833FFFFFFFFFF F10A363F6667DC469AF20DACF295C2A1 3905 00E0`),
    );
  });

  it('that come after the last one set are not in the record', () => {
    const builder = builderOf(fixedColumns(types));
    builder.beginInsert();
    const values = [2, true, 255, 1339];
    values.forEach((value, i) => builder.set(builder.shape.column(i + 1), value));
    expect(hexOf(builder.finish())).toBe(hex('04 7F 0D00 02000000 FF FF 3B05 F0'));
  });

  it('before the one set are NULL and filled, or get their default', () => {
    const columns = [
      ...fixedColumns([4, 4]),
      column({ fid: 3, recordOffset: 12, defaultValue: bytesOf('07000000') }),
      column({ fid: 4, recordOffset: 16 }),
    ];
    const builder = builderOf(columns);
    builder.beginReplace(bytesOf('007F0400'));
    builder.set(builder.shape.column(4), 1);
    expect(hexOf(builder.finish())).toBe(hex('04 7F 1500 2A2A2A2A 2A2A2A2A 07000000 01000000 F3'));
  });

  it('keep their old bytes when they become NULL', () => {
    const builder = builderOf(fixedColumns([4]));
    builder.beginInsert();
    builder.set(builder.shape.column(1), 5);
    builder.set(builder.shape.column(1), null);
    expect(hexOf(builder.finish())).toBe(hex('01 7F 0900 05000000 FF'));
  });

  it.each([
    [coltyp.text, 1252, 7, 'ab', '61622020202020'],
    [coltyp.text, 1200, 7, 'ab', '61006200200020'],
    [coltyp.binary, 0, 4, Uint8Array.of(1, 2), '01020000'],
  ])('of type %i, code page %i, are padded', (type, codePage, cbMax, value, wanted) => {
    const builder = builderOf([column({ fid: 1, coltyp: type, codePage, cbMax })]);
    builder.beginInsert();
    builder.set(builder.shape.column(1), value);
    expect(hexOf(builder.finish().subarray(4, 4 + cbMax))).toBe(wanted);
  });
});

describe('variable columns', () => {
  const columns = [128, 129, 130].map((fid) => column({ fid, coltyp: coltyp.binary, cbMax: 4 }));

  it('between are NULL and repeat the end before them', () => {
    const builder = builderOf(columns);
    builder.beginInsert();
    builder.setBytes(builder.shape.column(130), bytesOf('AABB'));
    builder.setBytes(builder.shape.column(128), bytesOf('11'));
    expect(hexOf(builder.finish())).toBe(hex('00 82 0400 0100 0180 0300 11 AABB'));
  });

  it('are cut to their size with a warning, and may be empty', () => {
    const builder = builderOf(columns);
    builder.beginInsert();
    expect(builder.setBytes(builder.shape.column(128), new Uint8Array(5))).toBe('JET_wrnColumnMaxTruncated');
    builder.setBytes(builder.shape.column(129), new Uint8Array(0), { grbit: setFlag.zeroLength });
    builder.setBytes(builder.shape.column(130), new Uint8Array(0));
    expect(hexOf(builder.finish())).toBe(hex('00 82 0400 0400 0400 0480 00000000'));
  });
});

describe('tagged columns', () => {
  const objids = [
    column({ fid: 256, coltyp: coltyp.long, cbMax: 4 }),
    column({ fid: 257, coltyp: coltyp.long, cbMax: 4 }),
    column({ fid: 258, coltyp: coltyp.short, cbMax: 2 }),
  ];

  it.each([
    [4096, '007F0400 0001 0C00 0101 1000 0201 1400 02000000 02000000 0100'],
    [16384, '007F0400 0001 0C00 0101 1100 0201 1600 00 02000000 00 02000000 00 0100'],
  ])(
    'stand in order of their numbers, however they were set, on pages of %i bytes (8.3)',
    (pageSize, wanted) => {
      const builder = new RecordBuilder(shapeOf(objids, { pageSize }));
      builder.beginInsert();
      builder.set(builder.shape.column(258), 1);
      builder.set(builder.shape.column(256), 2);
      builder.set(builder.shape.column(257), 2);
      expect(hexOf(builder.finish())).toBe(hex(wanted));
    },
  );

  it('of the template come first', () => {
    const columns = [
      column({ fid: 256, coltyp: coltyp.short, cbMax: 2 }),
      column({ fid: 300, coltyp: coltyp.short, cbMax: 2, isTemplate: true }),
    ];
    const builder = builderOf(columns);
    builder.beginInsert();
    builder.set(builder.shape.column(256), 1);
    builder.set(builder.shape.column(0x8000_0000 + 300), 2);
    expect(hexOf(builder.finish())).toBe(hex('007F0400 2C01 0880 0001 0A00 0200 0100'));
  });

  it.each([
    [4096, '007F0400 0001 0420', '007F0400'],
    [16384, '007F0400 0001 0400 20', '007F0400'],
  ])('with a default say that they are NULL, on pages of %i bytes', (pageSize, wanted, reverted) => {
    const columns = [column({ fid: 256, coltyp: coltyp.long, cbMax: 4, defaultValue: bytesOf('01000000') })];
    const builder = new RecordBuilder(shapeOf(columns, { pageSize }));
    const plan = builder.shape.column(256);
    builder.beginInsert();
    builder.set(plan, null);
    expect(hexOf(builder.record)).toBe(hex(wanted));
    builder.set(plan, null, { grbit: setFlag.revertToDefaultValue });
    expect(hexOf(builder.finish())).toBe(hex(reverted));
  });

  it('without one vanish', () => {
    const builder = builderOf(objids);
    builder.beginInsert();
    builder.set(builder.shape.column(256), 1);
    builder.set(builder.shape.column(256), null);
    expect(hexOf(builder.finish())).toBe(hex('007F0400'));
  });
});

describe('several values of a column (8.2)', () => {
  const long = column({ fid: 256, coltyp: coltyp.long, cbMax: 4, flags: columnFlag.multiValued });
  const set = (count: number, pageSize = 4096): RecordBuilder => {
    const builder = new RecordBuilder(shapeOf([long], { pageSize }));
    builder.beginInsert();
    for (let n = 1; n <= count; n++) builder.set(builder.shape.column(256), n, { itag: 0 });
    return builder;
  };

  it('are one, two or many', () => {
    expect(hexOf(set(1).finish())).toBe(hex('007F0400 0001 0400 01000000'));
    expect(hexOf(set(2).finish())).toBe(hex('007F0400 0001 0440 18 04 01000000 02000000'));
    expect(hexOf(set(3).finish())).toBe(
      hex('007F0400 0001 0440 08 0600 0A00 0E00 01000000 02000000 03000000'),
    );
  });

  it('have no short form on large pages', () => {
    expect(hexOf(set(2, 16384).finish())).toBe(hex('007F0400 0001 0400 08 0400 0800 01000000 02000000'));
  });

  it('stay an array when a third goes, and become plain when the second goes', () => {
    const builder = set(3);
    const plan = builder.shape.column(256);
    builder.set(plan, null, { itag: 1 });
    expect(hexOf(builder.record)).toBe(hex('007F0400 0001 0440 08 0400 0800 02000000 03000000'));
    builder.set(plan, null, { itag: 2 });
    expect(hexOf(builder.finish())).toBe(hex('007F0400 0001 0400 02000000'));
  });

  it('of a long column tell each whether they are separated', () => {
    const columns = [column({ fid: 265, flags: columnFlag.multiValued })];
    const builder = builderOf(columns);
    builder.beginInsert();
    for (let n = 1; n <= 3; n++)
      builder.setReference(builder.shape.column(265), Uint8Array.of(n, 0, 0, 0), 0);
    expect(hexOf(builder.finish())).toBe(
      hex('007F0400 0901 0440 09 0680 0A80 0E80 01000000 02000000 03000000'),
    );
  });

  it('have only their first compressed', () => {
    const columns = [column({ fid: 256, flags: columnFlag.multiValued | columnFlag.compressed })];
    const builder = builderOf(columns);
    builder.beginInsert();
    const text = textBytes('a'.repeat(16));
    builder.setBytes(builder.shape.column(256), text);
    builder.setBytes(builder.shape.column(256), text, { itag: 2 });
    expect(hexOf(builder.finish())).toBe(
      hex(`007F0400 0001 0440 0B 0400 1300 0F E170381C0E87C3E170381C0E87C3 ${hexOf(text)}`),
    );
  });
});
