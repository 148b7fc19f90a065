import { JetError } from '../errors/jet-error';
import { limits } from '../limits';
import { damaged, truncated } from './damage';
import { decodeLz4 } from './lz4-decoder';
import { compressionScheme, schemeShift } from './schemes';
import { decodeSevenBitAscii, decodeSevenBitUnicode, sevenBitSymbols } from './seven-bit-decoder';
import { decodeXpress, shortSize } from './xpress-decoder';
import { decodeXpress9, xpress9Size } from './xpress9/xpress9-decoder';

/** What a stored form turned out to be. Nothing is ever silently empty. */
export type Decompressed =
  | { readonly kind: 'data'; readonly bytes: Uint8Array }
  /** The value was erased on purpose (12 §5.3); there is nothing to read. */
  | { readonly kind: 'scrubbed' }
  /** A scheme that this package cannot read; `raw` is the stored form, for copies and repair. */
  | { readonly kind: 'unsupported'; readonly scheme: number; readonly raw: Uint8Array };

/**
 * The size of the decompressed value, without decompressing it; undefined when there is none because
 * the value is scrubbed or of an unsupported scheme.
 *
 * @throws JET_errDecompressionFailed when the stored form is damaged, as far as its size tells
 */
export function decompressedSize(stored: Uint8Array): number | undefined {
  const size = statedSize(stored);
  if (size !== undefined) checkSize(size);
  return size;
}

/**
 * Decompresses a value: an intrinsic one whose header says that it is compressed, or a chunk that is
 * stored in fewer bytes than it stands for (12 §4).
 *
 * @param expectedSize what the value must have, when that is known; a chunk's always is
 * @throws JET_errDecompressionFailed when the stored form is damaged or has another size
 * @throws JET_errCompressionIntegrityCheckFailed when its own check value disagrees (XPRESS9)
 *
 * @example
 * const value = decompress(stored, Math.min(chunkSize, size - offset));
 * if (value.kind === 'data') use(value.bytes);
 */
export function decompress(stored: Uint8Array, expectedSize?: number): Decompressed {
  const size = decompressedSize(stored);
  if (size === undefined) return withoutData(stored);
  checkExpected(size, expectedSize);
  const bytes = new Uint8Array(size);
  decode(stored, bytes, 0, size);
  return { kind: 'data', bytes };
}

/**
 * Like {@link decompress}, into `target[targetOffset, targetOffset + expectedSize)`: for chunks that
 * become one value, without a copy of each. Bytes of `target` outside that range are neither read nor
 * changed; after an error those inside mean nothing. Nothing is allocated, except by XPRESS9.
 *
 * @returns 'data' when the range is filled; otherwise `target` is unchanged
 * @throws JET_errInvalidParameter when the range does not lie in `target`
 * @throws JET_errDecompressionFailed, JET_errCompressionIntegrityCheckFailed as {@link decompress}
 */
export function decompressInto(
  stored: Uint8Array,
  target: Uint8Array,
  targetOffset: number,
  expectedSize: number,
): Decompressed['kind'] {
  const isInside =
    Number.isInteger(targetOffset) && targetOffset >= 0 && expectedSize <= target.length - targetOffset;
  if (!isInside || !(expectedSize >= 0)) {
    throw new JetError(
      'JET_errInvalidParameter',
      `${expectedSize} bytes at ${targetOffset} do not lie in a buffer of ${target.length}`,
    );
  }
  const size = decompressedSize(stored);
  if (size === undefined) return schemeOf(stored) === compressionScheme.scrub ? 'scrubbed' : 'unsupported';
  checkExpected(size, expectedSize);
  decode(stored, target, targetOffset, targetOffset + size);
  return 'data';
}

function schemeOf(stored: Uint8Array): number {
  if (stored.length === 0) throw truncated();
  return stored[0]! >>> schemeShift;
}

function statedSize(stored: Uint8Array): number | undefined {
  const scheme = schemeOf(stored);
  if (stored.length > limits.compressedValueBytesMost && scheme !== compressionScheme.scrub) {
    throw damaged(`${stored.length} stored bytes`);
  }
  switch (scheme) {
    case compressionScheme.sevenBitAscii:
      return sevenBitSymbols(stored);
    case compressionScheme.sevenBitUnicode:
      return sevenBitSymbols(stored) * 2;
    case compressionScheme.xpress:
    case compressionScheme.lz4:
      return shortSize(stored);
    case compressionScheme.xpress9:
      return xpress9Size(stored);
    default:
      return undefined;
  }
}

function decode(stored: Uint8Array, target: Uint8Array, start: number, end: number): void {
  switch (schemeOf(stored)) {
    case compressionScheme.sevenBitAscii:
      decodeSevenBitAscii(stored, target, start, end);
      return;
    case compressionScheme.sevenBitUnicode:
      decodeSevenBitUnicode(stored, target, start, end);
      return;
    case compressionScheme.xpress:
      decodeXpress(stored, target, start, end);
      return;
    case compressionScheme.lz4:
      decodeLz4(stored, target, start, end);
      return;
    default:
      decodeXpress9(stored, target, start, end);
  }
}

function withoutData(stored: Uint8Array): Decompressed {
  const scheme = schemeOf(stored);
  return scheme === compressionScheme.scrub
    ? { kind: 'scrubbed' }
    : { kind: 'unsupported', scheme, raw: stored };
}

function checkSize(size: number): void {
  if (size > limits.compressedValueBytesMost) throw damaged(`a size of ${size} bytes`);
}

function checkExpected(size: number, expectedSize: number | undefined): void {
  if (expectedSize !== undefined && size !== expectedSize) {
    throw damaged(`${size} bytes where ${expectedSize} are expected`);
  }
}
