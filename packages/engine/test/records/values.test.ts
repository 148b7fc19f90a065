import { compress } from '@esekit/core/compression';
import { describe, expect, test } from 'vitest';
import {
  columnFlag,
  coltyp,
  RecordView,
  RowDecoder,
  UndecodedValue,
  ValueFinder,
  type ColumnSchema,
} from '../../src/index';
import { column, fixedColumns } from './columns';
import { bytesOf, textBytes } from './hex';
import { buildRecord, concat, type RecordParts } from './record-builder';

function decode(
  parts: RecordParts,
  columns: readonly ColumnSchema[],
  isLarge = false,
): Record<string, unknown> {
  const bytes = buildRecord(parts);
  const record = new RecordView(isLarge).reset(bytes, 0, bytes.length);
  return { ...new RowDecoder(columns).decode(record, new ValueFinder(undefined)) };
}

const defaulted = { flags: columnFlag.default, defaultValue: bytesOf('2A000000') };
const text = (fid: number, more: Partial<ColumnSchema> = {}): ColumnSchema =>
  column({ fid, coltyp: coltyp.text, codePage: 1252, ...more });

describe('defaults', () => {
  const columns = [
    ...fixedColumns([coltyp.long, coltyp.long]).map((one) => ({ ...one, ...defaulted })),
    text(128, { flags: columnFlag.default, defaultValue: textBytes('none') }),
    column({ fid: 256, coltyp: coltyp.long, ...defaulted }),
  ];

  test('stand for what the record does not have', () => {
    expect(decode({}, columns)).toEqual({ c1: 42, c2: 42, c128: 'none', c256: 42 });
  });

  test('do not stand for NULL', () => {
    const parts: RecordParts = {
      fidFixedLast: 1,
      fixed: new Uint8Array(4),
      nulls: [1],
      variable: [null],
      tagged: [{ fid: 256, bits: 0x2000, stored: new Uint8Array(0) }],
    };
    expect(decode(parts, columns)).toEqual({ c2: 42 });
    const large = [{ fid: 256, stored: Uint8Array.of(0x20) }];
    expect(decode({ ...parts, tagged: large }, columns, true)).toEqual({ c2: 42 });
  });

  test('do not stand for an empty value', () => {
    expect(decode({ variable: [new Uint8Array(0)] }, columns)['c128']).toBe('');
  });
});

describe('variable columns', () => {
  test('end where the next begins, NULL ones between them', () => {
    const columns = [128, 129, 130, 131].map((fid) => text(fid));
    const row = decode({ variable: [textBytes('one'), null, new Uint8Array(0), textBytes('four')] }, columns);
    expect(row).toEqual({ c128: 'one', c130: '', c131: 'four' });
  });
});

describe('tagged columns', () => {
  const own = column({ fid: 256, name: 'own', coltyp: coltyp.unsignedByte });
  const inherited = column({ fid: 256, name: 'inherited', coltyp: coltyp.unsignedByte, isTemplate: true });

  test('of a template are apart from the table’s own of the same number', () => {
    const tagged = [
      { fid: 256, bits: 0x8000, stored: Uint8Array.of(1) },
      { fid: 256, stored: Uint8Array.of(2) },
    ];
    expect(decode({ tagged }, [own, inherited])).toEqual({ own: 2, inherited: 1 });
    expect(decode({ tagged: tagged.slice(1) }, [own, inherited])).toEqual({ own: 2 });
  });

  test('are found among many', () => {
    const tagged = Array.from({ length: 200 }, (_, i) => ({ fid: 256 + 3 * i, stored: Uint8Array.of(i) }));
    const columns = Array.from({ length: 600 }, (_, i) =>
      column({ fid: 256 + i, coltyp: coltyp.unsignedByte }),
    );
    const row = decode({ tagged }, columns);
    expect(Object.keys(row)).toHaveLength(200);
    expect(row['c256']).toBe(0);
    expect(row['c853']).toBe(199);
  });

  test('of several values are lists, a flagged one also with one value', () => {
    const flagged = { ...own, name: 'flagged', fid: 257, flags: columnFlag.multiValued };
    const two = { fid: 256, bits: 0x4000, stored: bytesOf('18 01 07 08') };
    const one = { fid: 257, stored: Uint8Array.of(9) };
    expect(decode({ tagged: [two, one] }, [own, flagged])).toEqual({ own: [7, 8], flagged: [9] });
  });

  test('the first of several values may be compressed, the others never are', () => {
    const wide = column({ fid: 256, coltyp: coltyp.longText, codePage: 1200, flags: columnFlag.multiValued });
    const first = compress(textBytes('a text to be packed', true))!;
    const second = textBytes('not', true);
    const offsets = Uint8Array.of(4, 0, 4 + first.length, 0);
    const stored = concat([Uint8Array.of(0x0b), offsets, first, second]);
    const row = decode({ tagged: [{ fid: 256, bits: 0x4000, stored }] }, [wide]);
    expect(row['c256']).toEqual(['a text to be packed', 'not']);
  });

  test('an encrypted value keeps its bytes and says so', () => {
    const stored = bytesOf('41 AABBCC');
    const value = decode({ tagged: [{ fid: 256, bits: 0x4000, stored }] }, [column({ fid: 256 })])['c256'];
    expect(value).toBeInstanceOf(UndecodedValue);
    expect((value as UndecodedValue).raw).toEqual(bytesOf('AABBCC'));
  });

  test('a value of the wrong size keeps its bytes', () => {
    const wrong = decode({ tagged: [{ fid: 256, stored: bytesOf('0102') }] }, [
      column({ fid: 256, coltyp: coltyp.long }),
    ]);
    expect(wrong['c256']).toEqual(new UndecodedValue('2 bytes for a value of 4', bytesOf('0102')));
  });
});

describe('rows', () => {
  test('read NULL as null without having a key for it', () => {
    const bytes = buildRecord({});
    const record = new RecordView(false).reset(bytes, 0, bytes.length);
    const row = new RowDecoder(fixedColumns([coltyp.long])).decode(record, new ValueFinder(undefined));
    expect(row['c1']).toBeNull();
    expect('c1' in row).toBe(true);
    expect(Object.keys(row)).toEqual([]);
  });

  test('are not confused by columns with the names of methods', () => {
    const [hostile] = fixedColumns([coltyp.long], ['__proto__']);
    const row = new RowDecoder([hostile!]).decode(
      new RecordView(false).reset(buildRecord({ fidFixedLast: 1, fixed: bytesOf('05000000') }), 0, 9),
      new ValueFinder(undefined),
    );
    expect(row['__proto__']).toBe(5);
    expect(({} as Record<string, unknown>)['c1']).toBeUndefined();
  });
});
