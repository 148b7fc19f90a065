/**
 * The tree of a table's long values (12 §2): a root node per value, directly followed by its chunks.
 *
 * | node  | key                                | data                                  |
 * |-------|------------------------------------|---------------------------------------|
 * | root  | LID, big endian: 4 or 8 bytes      | u32 refcount, u32 size[, u8 flags]    |
 * | chunk | LID, then u32 offset, big endian   | the chunk, perhaps compressed         |
 *
 * In records a LID is little endian; its width, 4 or 8 bytes, is told by the size of the value.
 */
export const longValueRoot = { refcount: 0, size: 4, flags: 8, sizeLeast: 8 } as const;

export const longValueFlag = { encrypted: 1 } as const;

/** Widths of a LID. */
export const lidSizes = [4, 8] as const;

/** Bytes of the offset behind the LID in the key of a chunk. */
export const chunkOffsetSize = 4;

/** Bytes of a chunk by page size, when the table's row does not say otherwise (12 §2.1). */
export function defaultChunkSize(pageSize: number): number {
  if (pageSize === 16384) return 4050;
  return pageSize === 32768 ? 8150 : pageSize - 82;
}
