/** What the XOR checksum starts from; also the magic number of database headers (01 §2). */
export const checksumSeed = 0x89abcdef;

/**
 * The XOR checksum of headers and of legacy pages (01 §2, 02 §3.1): all little-endian 32-bit words of
 * `bytes` but the first, seeded. `bytes.length` is a multiple of 4.
 *
 * Detects every single wrong bit, corrects none, and does not see damage whose words cancel out.
 */
export function xorChecksum(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let x = checksumSeed;
  for (let i = 4; i < bytes.length; i += 4) x ^= view.getUint32(i, true);
  return x >>> 0;
}

/** Whether the first word of `bytes` is the checksum of the rest. */
export function hasGoodXorChecksum(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return view.getUint32(0, true) === xorChecksum(bytes);
}

/** Stores the checksum in the first word. */
export function stampXorChecksum(bytes: Uint8Array): void {
  new DataView(bytes.buffer, bytes.byteOffset, bytes.length).setUint32(0, xorChecksum(bytes), true);
}
