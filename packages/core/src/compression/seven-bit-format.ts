/**
 * Schemes 1 and 2 (12 §5.1): values of 7-bit symbols, packed from the lowest bit of the first byte on.
 *
 * | field   | size               |                                                     |
 * |---------|--------------------|-----------------------------------------------------|
 * | header  | 1                  | scheme << 3, plus bits used in the last byte - 1    |
 * | payload | ceil(7 * n / 8)    | n symbols; unused high bits of the last byte are 0  |
 *
 * Scheme 1 stands for n bytes, scheme 2 for n 16-bit units whose high byte is 0.
 */
export const sevenBitHeaderSize = 1;

/** The bits of the header byte that say how much of the last byte is used. */
export const lastBitsMask = 7;

export const symbolBits = 7;

/** Bytes that `symbols` symbols take, with the header. */
export function sevenBitSize(symbols: number): number {
  return sevenBitHeaderSize + Math.ceil((symbols * symbolBits) / 8);
}
