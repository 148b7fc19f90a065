/** Column types, the JET_coltyp numbers (11 §2). */
export const coltyp = {
  bit: 1,
  unsignedByte: 2,
  short: 3,
  long: 4,
  currency: 5,
  ieeeSingle: 6,
  ieeeDouble: 7,
  dateTime: 8,
  binary: 9,
  text: 10,
  longBinary: 11,
  longText: 12,
  slv: 13,
  unsignedLong: 14,
  longLong: 15,
  guid: 16,
  unsignedShort: 17,
  unsignedLongLong: 18,
} as const;

export type Coltyp = (typeof coltyp)[keyof typeof coltyp];

const sizes: Readonly<Record<number, number>> = {
  [coltyp.bit]: 1,
  [coltyp.unsignedByte]: 1,
  [coltyp.short]: 2,
  [coltyp.long]: 4,
  [coltyp.currency]: 8,
  [coltyp.ieeeSingle]: 4,
  [coltyp.ieeeDouble]: 8,
  [coltyp.dateTime]: 8,
  [coltyp.unsignedLong]: 4,
  [coltyp.longLong]: 8,
  [coltyp.guid]: 16,
  [coltyp.unsignedShort]: 2,
  [coltyp.unsignedLongLong]: 8,
};

/** Bytes of a value of the type; 0 when values differ in size. */
export function fixedSize(type: number): number {
  return sizes[type] ?? 0;
}

/** Long types can live outside of the record (12). */
export function isLong(type: number): boolean {
  return type === coltyp.longText || type === coltyp.longBinary;
}

export function isText(type: number): boolean {
  return type === coltyp.text || type === coltyp.longText;
}

export function isBinary(type: number): boolean {
  return type === coltyp.binary || type === coltyp.longBinary;
}

/** The names of the API, for schemas. */
export const coltypNames: Readonly<Record<number, string>> = {
  1: 'Bit',
  2: 'UnsignedByte',
  3: 'Short',
  4: 'Long',
  5: 'Currency',
  6: 'IEEESingle',
  7: 'IEEEDouble',
  8: 'DateTime',
  9: 'Binary',
  10: 'Text',
  11: 'LongBinary',
  12: 'LongText',
  13: 'SLV',
  14: 'UnsignedLong',
  15: 'LongLong',
  16: 'GUID',
  17: 'UnsignedShort',
  18: 'UnsignedLongLong',
};

/** Code page of UTF-16LE text; every other text is single bytes (11 §2). */
export const unicodeCodePage = 1200;

/** UTF-16 text, whose key segment is a sort key of the NLS library (13 §6). */
export function isUnicodeText(column: { readonly coltyp: number; readonly codePage: number }): boolean {
  return isText(column.coltyp) && column.codePage === unicodeCodePage;
}
