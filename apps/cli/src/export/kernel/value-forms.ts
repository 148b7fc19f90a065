import { coltyp, columnFlag, type ColumnSchema } from '@esekit/engine';
import type { ExportFormat } from '../export-format';

/** The forms of values that the kernel knows, by the numbers of assembly/values.ts. */
export const valueForm = {
  /** Left to the writers here. */
  other: 0,
  bit: 1,
  byte: 2,
  short: 3,
  unsignedShort: 4,
  long: 5,
  unsignedLong: 6,
  longLong: 7,
  unsignedLongLong: 8,
  single: 9,
  double: 10,
  date: 11,
  guid: 12,
  hex: 13,
  cell1252: 14,
  cellUtf16: 15,
  text1252: 16,
  textUtf16: 17,
  safeLongLong: 18,
  safeUnsignedLongLong: 19,
} as const;

/** How the values of a column are written: between which texts, and in which form. */
export interface ValueForm {
  readonly form: number;
  readonly before: string;
  readonly after: string;
}

const unicodeCodePage = 1200;

const numbers: Readonly<Record<number, number>> = {
  [coltyp.bit]: valueForm.bit,
  [coltyp.unsignedByte]: valueForm.byte,
  [coltyp.short]: valueForm.short,
  [coltyp.unsignedShort]: valueForm.unsignedShort,
  [coltyp.long]: valueForm.long,
  [coltyp.unsignedLong]: valueForm.unsignedLong,
  [coltyp.ieeeSingle]: valueForm.single,
  [coltyp.ieeeDouble]: valueForm.double,
};

/** What `csvValueWriter` and `jsonValueWriter` make of the values of a column. */
export function valueFormOf(column: ColumnSchema, format: ExportFormat): ValueForm {
  if ((column.flags & columnFlag.multiValued) !== 0) return bare(valueForm.other);
  const number = numbers[column.coltyp];
  if (number !== undefined) return bare(number);
  return format === 'csv' ? bare(cellForm(column)) : jsonForm(column);
}

function cellForm({ coltyp: type, codePage }: ColumnSchema): number {
  switch (type) {
    case coltyp.currency:
    case coltyp.longLong:
      return valueForm.longLong;
    case coltyp.unsignedLongLong:
      return valueForm.unsignedLongLong;
    case coltyp.dateTime:
      return valueForm.date;
    case coltyp.guid:
      return valueForm.guid;
    case coltyp.text:
    case coltyp.longText:
      return codePage === unicodeCodePage ? valueForm.cellUtf16 : valueForm.cell1252;
    default:
      return valueForm.hex;
  }
}

function jsonForm({ coltyp: type, codePage }: ColumnSchema): ValueForm {
  switch (type) {
    case coltyp.currency:
      return quoted(valueForm.longLong);
    case coltyp.longLong:
      return bare(valueForm.safeLongLong);
    case coltyp.unsignedLongLong:
      return bare(valueForm.safeUnsignedLongLong);
    case coltyp.dateTime:
      return quoted(valueForm.date);
    case coltyp.guid:
      return quoted(valueForm.guid);
    case coltyp.text:
    case coltyp.longText:
      return quoted(codePage === unicodeCodePage ? valueForm.textUtf16 : valueForm.text1252);
    default:
      return { form: valueForm.hex, before: '{"hex":"', after: '"}' };
  }
}

function bare(form: number): ValueForm {
  return { form, before: '', after: '' };
}

function quoted(form: number): ValueForm {
  return { form, before: '"', after: '"' };
}
