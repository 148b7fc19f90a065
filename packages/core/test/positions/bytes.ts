/** Bytes from hex with spaces, as the format documents write them. */
export function hexBytes(text: string): Uint8Array {
  return Uint8Array.from(text.split(' '), (pair) => parseInt(pair, 16));
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** What a writer puts into a block of `size` bytes that held 0xee everywhere. */
export function written(size: number, write: (view: DataView) => void): Uint8Array {
  const bytes = new Uint8Array(size).fill(0xee);
  write(viewOf(bytes));
  return bytes;
}
