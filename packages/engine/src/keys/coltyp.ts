/**
 * The column types as the catalog numbers them (11 §2), and the sizes that never vary. Keys only care
 * about the type, so this is all that the key code knows of a column's storage.
 */
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
  unsignedLong: 14,
  longLong: 15,
  guid: 16,
  unsignedShort: 17,
  unsignedLongLong: 18,
} as const;

/** Bytes of a value by coltyp; 0 = the size varies, or there is no such type. */
const sizes = [0, 1, 1, 2, 4, 8, 4, 8, 8, 0, 0, 0, 0, 0, 4, 8, 16, 2, 8];

/** Bytes of every value of a type of fixed size, else 0. */
export function valueSize(type: number): number {
  return sizes[type] ?? 0;
}

export function isTextType(type: number): boolean {
  return type === coltyp.text || type === coltyp.longText;
}

export function isBinaryType(type: number): boolean {
  return type === coltyp.binary || type === coltyp.longBinary;
}

/** Code page of UTF-16LE text; every other text is single bytes (11 §2). */
export const unicodeCodePage = 1200;

/** UTF-16 text, whose key segment is a sort key of the NLS library (13 §6). */
export function isUnicodeText(column: { readonly coltyp: number; readonly codePage: number }): boolean {
  return isTextType(column.coltyp) && column.codePage === unicodeCodePage;
}
