const decoder1252 = new TextDecoder('windows-1252');
const decoderUtf16 = new TextDecoder('utf-16le');

/** Text of code page 1252. */
export function decodeText1252(bytes: Uint8Array): string {
  return decoder1252.decode(bytes);
}

/** UTF-16LE; an odd last byte is left out. */
export function decodeUtf16(bytes: Uint8Array): string {
  return decoderUtf16.decode(bytes.length % 2 === 0 ? bytes : bytes.subarray(0, bytes.length - 1));
}
