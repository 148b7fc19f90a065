import { compressionScheme, schemeShift } from './schemes';
import { sevenBitHeaderSize, sevenBitSize, symbolBits } from './seven-bit-format';

/** The stored form of 16-bit units below 0x80, or undefined when there are others or it is not smaller. */
export function encodeSevenBitUnicode(value: Uint8Array): Uint8Array | undefined {
  if (value.length % 2 !== 0 || sevenBitSize(value.length / 2) >= value.length) return undefined;
  for (let i = 0; i < value.length; i += 2) {
    if (value[i]! > 0x7f || value[i + 1] !== 0) return undefined;
  }
  return pack(value, 2, compressionScheme.sevenBitUnicode);
}

/** The stored form of bytes below 0x80, or undefined when there are others or it is not smaller. */
export function encodeSevenBitAscii(value: Uint8Array): Uint8Array | undefined {
  if (sevenBitSize(value.length) >= value.length) return undefined;
  for (let i = 0; i < value.length; i++) if (value[i]! > 0x7f) return undefined;
  return pack(value, 1, compressionScheme.sevenBitAscii);
}

function pack(value: Uint8Array, stride: 1 | 2, scheme: number): Uint8Array {
  const symbols = value.length / stride;
  const stored = new Uint8Array(sevenBitSize(symbols));
  const bitsInLast = ((symbols * symbolBits - 1) & 7) + 1;
  stored[0] = (scheme << schemeShift) | (bitsInLast - 1);
  let to = sevenBitHeaderSize;
  let pending = 0;
  let pendingBits = 0;
  for (let i = 0; i < value.length; i += stride) {
    pending |= value[i]! << pendingBits;
    pendingBits += symbolBits;
    if (pendingBits >= 8) {
      stored[to++] = pending;
      pending >>>= 8;
      pendingBits -= 8;
    }
  }
  if (pendingBits > 0) stored[to] = pending;
  return stored;
}
