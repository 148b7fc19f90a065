/**
 * The first byte of a compressed value (12 §5): the scheme in the upper five bits. The lower three belong
 * to the 7-bit schemes; the others write 0 there and no reader looks at it.
 */
export const compressionScheme = {
  /** Never written: a value that is not compressed has no header byte at all. */
  none: 0,
  sevenBitAscii: 1,
  sevenBitUnicode: 2,
  xpress: 3,
  scrub: 4,
  xpress9: 5,
  xpress10: 6,
  lz4: 7,
} as const;

export const schemeShift = 3;

/** Bytes that schemes with a u16 size can hold. */
export const shortSizeMost = 0xffff;
