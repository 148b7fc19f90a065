/**
 * Scheme 3, XPRESS (12 §5.2): LZ77 without entropy coding.
 *
 * | field             | size |                                                                        |
 * |-------------------|------|------------------------------------------------------------------------|
 * | header            | 1    | 0x18                                                                   |
 * | uncompressed size | 2    |                                                                        |
 * | stream            | rest | groups of a u32 of flags and up to 32 literals (0) and matches (1)     |
 *
 * A match is a u16 of `(distance - 1) << 3 | length`, where the largest length means that more follows:
 * a nibble (two matches share one byte), a byte, a u16, a u32, each of them only when the one before it
 * is at its largest.
 */
export const xpressHeaderSize = 3;

/** Where the stream keeps the size. */
export const xpressSizeOffset = 1;

export const flagGroupSize = 4;
export const flagGroupBits = 32;

export const matchLengthLeast = 3;
export const matchDistanceMost = 8192;
export const distanceShift = 3;

/** The largest values of the successive length fields; they stand for "see the next field". */
export const lengthField = { word: 7, nibble: 15, byte: 255 } as const;
