import { JetError } from '@esekit/core';
import { describe, expect, test } from 'vitest';
import { buildTableSchema, groupRows, type TableRows } from '../../src/catalog/build-schema';
import type { CatalogRow } from '../../src/catalog/catalog-row';
import type { TableSchema } from '../../src/index';
import { bytesOf, textBytes } from '../records/hex';

const tableFlags = { template: 0x2000_0000, derived: 0x1000_0000 };

function row(given: Omit<Partial<CatalogRow>, 'Name'> & { Name?: string }): CatalogRow {
  const { Name, ...rest } = given;
  return {
    ObjidTable: 8,
    ...rest,
    Name: Name === undefined ? undefined : textBytes(Name),
  } as unknown as CatalogRow;
}

const tableRow = (given: Partial<CatalogRow> = {}): CatalogRow =>
  ({ ...row({ Type: 1, Id: 8, ColtypOrPgnoFDP: 31, Name: 'T' }), ...given }) as CatalogRow;

const columnRow = (Id: number, Name: string, given: Partial<CatalogRow> = {}): CatalogRow =>
  ({ ...row({ Type: 2, Id, Name, ColtypOrPgnoFDP: Id < 256 ? 4 : 11, Flags: 0 }), ...given }) as CatalogRow;

const indexRow = (Name: string, segments: string, given: Partial<CatalogRow> = {}): CatalogRow =>
  ({
    ...row({ Type: 3, Id: 9, Name, Flags: 0x1000e }),
    KeyFldIDs: bytesOf(segments),
    ...given,
  }) as CatalogRow;

function schemaOf(rows: readonly CatalogRow[], template?: TableSchema): TableSchema {
  const [group] = groupRows(rows);
  return buildTableSchema(group!, template);
}

const namesOf = ({ columns }: TableSchema): string[] => columns.map(({ name }) => name);

describe('grouping', () => {
  test('rows of tables are told apart and those without a table row left out', () => {
    const other = { ...columnRow(1, 'b'), ObjidTable: 9 } as CatalogRow;
    const groups: TableRows[] = groupRows([columnRow(1, 'a'), other, tableRow()]);
    expect(groups).toHaveLength(1);
    expect(groups[0]!.columns).toHaveLength(1);
  });

  test('a table of 65,000 columns takes no longer than its rows', () => {
    const rows = Array.from({ length: 65_000 }, (_, i) => columnRow(256 + (i % 64_000), `c${i}`));
    const begin = performance.now();
    expect(groupRows([tableRow(), ...rows])[0]!.columns).toHaveLength(65_000);
    expect(performance.now() - begin).toBeLessThan(2_000);
  });
});

describe('columns', () => {
  test('come by their number, deleted ones not at all', () => {
    const stub = columnRow(2, 'JetStub_8_2', { ColtypOrPgnoFDP: 0 });
    const schema = schemaOf([
      tableRow(),
      columnRow(256, 'tagged'),
      stub,
      columnRow(128, 'v'),
      columnRow(1, 'a'),
    ]);
    expect(namesOf(schema)).toEqual(['a', 'v', 'tagged']);
    expect(schema.columns.map(({ kind }) => kind)).toEqual(['fixed', 'variable', 'tagged']);
  });

  test('a user-defined default is the name of its callback, and no value', () => {
    const flags = { Flags: 0x90, TemplateTable: textBytes('LIB!fn'), DefaultValue: Uint8Array.of(1) };
    const [column] = schemaOf([tableRow(), columnRow(256, 'c', flags)]).columns;
    expect(column).toMatchObject({ userDefault: 'LIB!fn', defaultValue: undefined });
  });

  test.each([0, 65249])('number %i is impossible', (fid) => {
    expect(() => schemaOf([tableRow(), columnRow(fid, 'c')])).toThrow(/JET_errCatalogCorrupted|impossible/);
  });

  test('without a name a row is damaged', () => {
    expect(() => schemaOf([tableRow(), columnRow(1, 'c', { Name: undefined })])).toThrow(JetError);
  });

  test('of the catalog itself stand where the format says, not where its rows say (2.3)', () => {
    const rows = [1, 2, 3].map((fid) => columnRow(fid, `c${fid}`, { RecordOffset: 4 }));
    const catalog = schemaOf([tableRow({ Id: 2 }), ...rows]);
    expect(catalog.columns.map(({ recordOffset }) => recordOffset)).toEqual([4, 8, 10]);
    expect(schemaOf([tableRow(), ...rows]).columns.map(({ recordOffset }) => recordOffset)).toEqual([
      4, 4, 4,
    ]);
  });
});

describe('templates', () => {
  const template = schemaOf([
    tableRow({ Flags: tableFlags.template }),
    columnRow(1, 'a'),
    columnRow(256, 'old'),
    columnRow(257, 'new', { Flags: 0x100 }),
  ]);
  const derived = (rows: readonly CatalogRow[]): TableSchema =>
    schemaOf([tableRow({ Flags: tableFlags.derived, TemplateTable: textBytes('T') }), ...rows], template);

  test('their columns have the bit of the API, and come first in derived tables', () => {
    expect(template.columns.map(({ columnid }) => columnid)).toEqual([0x8000_0001, 0x8000_0100, 0x8000_0101]);
    const schema = derived([columnRow(256, 'own')]);
    expect(namesOf(schema)).toEqual(['a', 'old', 'new', 'own']);
    expect(schema.columns.map(({ columnid }) => columnid)).toEqual([
      0x8000_0001, 0x8000_0100, 0x8000_0101, 256,
    ]);
    expect(schema.templateName).toBe('T');
  });

  test('tagged columns are marked in records of the newer format only', () => {
    expect(derived([]).columns.map(({ isTemplate }) => isTemplate)).toEqual([true, false, true]);
  });

  test('a segment says whose column it means', () => {
    const schema = derived([
      columnRow(257, 'own'),
      indexRow('ofTemplate', '8000 0101'),
      indexRow('ofTable', '0000 0101'),
    ]);
    expect(schema.indexes.map(({ segments }) => segments[0]!.column.name)).toEqual(['new', 'own']);
  });
});

describe('indexes', () => {
  const columns = [columnRow(1, 'a'), columnRow(2, 'b'), columnRow(128, 't')];
  const indexOf = (index: CatalogRow): TableSchema['indexes'][number] =>
    schemaOf([tableRow(), ...columns, index]).indexes[0]!;

  test('segments ascend or descend', () => {
    const { segments } = indexOf(indexRow('i', '0000 0100 | 4000 0200'));
    expect(segments.map(({ column, descending }) => [column.name, descending])).toEqual([
      ['a', false],
      ['b', true],
    ]);
  });

  test('the old form has a sign for that', () => {
    const { segments } = indexOf(indexRow('i', '0100 FEFF', { Flags: 0xe }));
    expect(segments.map(({ column, descending }) => [column.name, descending])).toEqual([
      ['a', false],
      ['b', true],
    ]);
  });

  test('conditional columns must be NULL, or must not', () => {
    const { conditional } = indexOf(
      indexRow('i', '0000 0100', { ConditionalColumns: bytesOf('2000 0100 | 0000 0200') }),
    );
    expect(conditional.map(({ column, mustBeNull }) => [column.name, mustBeNull])).toEqual([
      ['a', true],
      ['b', false],
    ]);
  });

  test('limits have the values of the row, or those of the format', () => {
    expect(indexOf(indexRow('i', '0000 0100'))).toMatchObject({ keyMost: 255, varSegMac: undefined });
    const given = {
      KeyMost: 500,
      VarSegMac: bytesOf('6400'),
      LCMapFlags: 0x30401,
      LocaleName: textBytes('de-DE', true),
    };
    expect(indexOf(indexRow('i', '0000 0100', given))).toMatchObject({
      keyMost: 500,
      varSegMac: 100,
      lcMapFlags: 0x30401,
      localeName: 'de-DE',
    });
  });

  test('the sort id is a GUID of Windows', () => {
    const SortID = bytesOf('01000000 EE57 5C1E 00B4 D0000BB1E11E');
    expect(indexOf(indexRow('i', '0000 8000', { SortID })).sortId).toBe(
      '00000001-57ee-1e5c-00b4-d0000bb1e11e',
    );
  });

  test.each([
    ['03000000 0A000000 FF7F0000', { min: 3, max: 10, toIndexMax: 0x7fff, increment: 1, start: 0 }],
    [
      '03000000 0A000000 FF7F0000 02000000 05000000',
      { min: 3, max: 10, toIndexMax: 0x7fff, increment: 2, start: 5 },
    ],
    ['0300', undefined],
  ])('tuple limits %s', (bytes, limits) => {
    expect(indexOf(indexRow('i', '0000 8000', { TupleLimits: bytesOf(bytes) })).tupleLimits).toEqual(limits);
  });

  test.each([
    ['an unknown column', '0000 0300'],
    ['half a segment', '0000 01'],
  ])('%s is damage', (_, segments) => {
    expect(() => indexOf(indexRow('i', segments))).toThrow(JetError);
  });
});
