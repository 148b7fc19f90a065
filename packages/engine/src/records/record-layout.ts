/**
 * A record, the data of a leaf node of a table (11 §1):
 *
 * | off | size | field                                                                 |
 * |-----|------|-----------------------------------------------------------------------|
 * | 0   | 1    | fidFixedLast: highest fixed column present, 0 = none                  |
 * | 1   | 1    | fidVarLast: highest variable column present, 127 = none               |
 * | 2   | 2    | ibEndOfFixed: first byte behind the null bitmap                       |
 * | 4   |      | fixed columns, packed                                                 |
 * |     |      | null bitmap, one bit per fixed column present, 1 = NULL               |
 * |     |      | at ibEndOfFixed: u16 per variable column, end of its value, 0x8000 = NULL |
 * |     |      | variable columns                                                      |
 * |     |      | tagged area: u16 fid, u16 offset and flags per column; then the values |
 */
export const recordHeaderSize = 4;

export const fidClass = {
  fixedFirst: 1,
  fixedLast: 127,
  variableFirst: 128,
  variableLast: 255,
  taggedFirst: 256,
  taggedLast: 65248,
} as const;

/** fidVarLast of a record without variable columns. */
export const noVariableColumns = 127;

/** Bit of a variable column's end offset. */
export const variableNull = 0x8000;

/** The second u16 of a TAGFLD; the offset has more bits on large pages (11 §1.3). */
export const tagField = {
  size: 4,
  derived: 0x8000,
  /** Small pages only. */
  extendedInfo: 0x4000,
  /** Small pages only. */
  isNull: 0x2000,
  offsetMaskSmall: 0x1fff,
  offsetMaskLarge: 0x7fff,
} as const;

/** Bits of the header byte of a tagged value. */
export const taggedHeader = {
  longValue: 0x01,
  compressed: 0x02,
  separated: 0x04,
  multiValues: 0x08,
  twoValues: 0x10,
  isNull: 0x20,
  encrypted: 0x40,
} as const;

/** Bits of an offset in the array of a multi-valued column. */
export const multiValue = { separated: 0x8000, offsetMask: 0x7fff } as const;
