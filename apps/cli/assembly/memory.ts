/** Where things stand in the memory, as src/export/kernel/kernel-memory.ts lays them out. */

/** 00 to 99 in two digits each. */
export const DIGITS: usize = 4096;
/** 00 to ff in two digits each. */
export const HEX: usize = 4352;
/** 1 for each character that is written as it is. */
export const PLAIN: usize = 4864;
/** What the others become: 8 bytes each, up to 6 of text and the last one their number. */
export const ESCAPED: usize = 5120;
/** The columns, {@link COLUMN_SIZE} bytes each, and behind them the texts that they refer to. */
export const PROGRAM: usize = 8192;
/** The record. */
export const RECORD: usize = 65536;

/**
 * A column:
 *
 * | off | size | field                                                                  |
 * |-----|------|------------------------------------------------------------------------|
 * | 0   | 1    | kind: 0 fixed, 1 variable, 2 tagged                                    |
 * | 1   | 1    | form of the value, see values.ts; 0 is left to the caller              |
 * | 2   | 1    | tagged: 1 when it stands in records in front of the one before it here |
 * | 4   | 4    | number; tagged: with 0x10000 unless it is of the template              |
 * | 8   | 4    | fixed: place in the record                                             |
 * | 12  | 4    | bytes of every value, 0 when they differ                               |
 * | 16  | 8    | text in front of a value: address and size                             |
 * | 24  | 8    | text behind a value                                                    |
 * | 32  | 8    | text in place of a value that the record does not have                 |
 */
export const COLUMN_SIZE: usize = 40;

/** Copies eight bytes at a time, so up to seven behind the text are written too: always into free room. */
// @ts-ignore: decorator
@inline
export function copyText(to: usize, reference: usize): usize {
  const from = <usize>load<u32>(reference);
  const size = <usize>load<u32>(reference, 4);
  for (let i: usize = 0; i < size; i += 8) store<u64>(to + i, load<u64>(from + i));
  return to + size;
}
