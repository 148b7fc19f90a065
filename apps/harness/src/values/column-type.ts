import { ScriptError } from '../script/script-error';

/** JET_coltyp (11); the position in the list is the number. */
const names = [
  'Nil',
  'Bit',
  'UnsignedByte',
  'Short',
  'Long',
  'Currency',
  'IEEESingle',
  'IEEEDouble',
  'DateTime',
  'Binary',
  'Text',
  'LongBinary',
  'LongText',
  'SLV',
  'UnsignedLong',
  'LongLong',
  'GUID',
  'UnsignedShort',
  'UnsignedLongLong',
] as const;

export type ColumnType = (typeof names)[number];

/** JET_coltyp to name; a number that is none gives itself. */
export function columnTypeName(coltyp: number): string {
  return names[coltyp] ?? String(coltyp);
}

/** The type behind a number the engine gave. */
export function columnTypeOf(coltyp: number): ColumnType {
  return names[coltyp] ?? 'Nil';
}

/** @throws ScriptError for a name of no type */
export function coltypOf(name: string): number {
  const wanted = name.toLowerCase();
  const coltyp = names.findIndex((one) => one.toLowerCase() === wanted);
  if (coltyp <= 0) throw new ScriptError(`no column type ${name}`);
  return coltyp;
}

export const codePageUnicode = 1200;
export const codePageEnglish = 1252;

/** A column as far as its values depend on it. */
export interface ValueType {
  readonly type: ColumnType;
  /** Code page; 0 for what is no text. */
  readonly cp: number;
}

export function isText({ type }: ValueType): boolean {
  return type === 'Text' || type === 'LongText';
}

/** How many bytes an integer type has; `undefined` for other types. */
export function integerWidth(type: ColumnType): number | undefined {
  return integerWidths[type];
}

const integerWidths: Readonly<Partial<Record<ColumnType, number>>> = {
  UnsignedByte: 1,
  Short: 2,
  UnsignedShort: 2,
  Long: 4,
  UnsignedLong: 4,
  Currency: 8,
  LongLong: 8,
  UnsignedLongLong: 8,
};
