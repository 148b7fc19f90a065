/** What a page size allows (32 §5.5, parameters 134, 163 and 213), in bytes. */
const bySize: ReadonlyMap<number, readonly [keyMost: number, lvChunkMost: number, recordMost: number]> =
  new Map([
    [4096, [1000, 4014, 4052]],
    [8192, [2000, 8110, 8148]],
    [16384, [2000, 4050, 16300]],
    [32768, [2000, 8150, 32684]],
  ]);

export function limitsOfPageSize(pageSize: number): {
  readonly keyMost: number;
  readonly lvChunkMost: number;
  readonly recordMost: number;
} {
  const [keyMost, lvChunkMost, recordMost] = bySize.get(pageSize) ?? bySize.get(4096)!;
  return { keyMost, lvChunkMost, recordMost };
}
