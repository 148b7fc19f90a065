/** Numbers of the catalog as 10 and 11 list them, for the judge of the code that has them too. */

/** Column flags (10 §3.2) that a dump shows. */
export const columnFlag = {
  notNull: 0x1,
  version: 0x2,
  autoincrement: 0x4,
  multiValued: 0x8,
  escrowUpdate: 0x20,
  finalize: 0x40,
  userDefinedDefault: 0x80,
  deleteOnZero: 0x200,
  compressed: 0x1000,
  encrypted: 0x2000,
} as const;

/** Index flags (10 §3.3) that a dump shows. */
export const indexFlag = {
  unique: 0x1,
  allowAllNulls: 0x2,
  allowFirstNull: 0x4,
  allowSomeNulls: 0x8,
  noNullSegment: 0x10,
  primary: 0x20,
  sortNullsHigh: 0x800,
  disallowTruncation: 0x4000,
} as const;

/** Column types (11 §2) whose values a dump does not show as bytes. */
export const coltyp = {
  bit: 1,
  unsignedByte: 2,
  short: 3,
  long: 4,
  currency: 5,
  ieeeSingle: 6,
  ieeeDouble: 7,
  dateTime: 8,
  text: 10,
  longText: 12,
  unsignedLong: 14,
  longLong: 15,
  unsignedShort: 17,
  unsignedLongLong: 18,
} as const;

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
