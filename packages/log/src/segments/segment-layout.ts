/**
 * One segment of a log of major version 8 (20 §5.1). Records lie in its data area.
 *
 * | off | size | field                                                        |
 * |-----|------|--------------------------------------------------------------|
 * | 0   | 8    | checksum: XOR and ECC, with isec in place of a page number    |
 * | 8   | 8    | LGPOS (generation, isec, 0)                                  |
 * | 16  | 8    | LOGTIME the segment was started                              |
 * | 24  | 12   | zero                                                         |
 * | 36  | 4    | flags: 0x2000                                                |
 * | 40  | 4056 | data                                                         |
 */
export const segmentSize = 4096;

export const segmentOffsets = { checksum: 0, lgpos: 8, logtimeStart: 16, flags: 36, data: 40 } as const;

/** Value of the flags: the checksum has an ECC half. */
export const segmentFlags = 0x2000;

/** Bytes of record data in a segment. */
export const segmentDataSize = segmentSize - segmentOffsets.data;
