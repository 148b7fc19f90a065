import { JetError } from '../../errors/jet-error';
import { copyMatch } from '../copy-match';
import { crc32c } from '../crc32c';
import { damaged, truncated } from '../damage';
import { BitReader } from './bit-reader';
import { blockHeaderSize, readBlockHeaders, type Xpress9Block } from './block-header';
import { readCodeLengths } from './code-lengths';
import { HuffmanDecoder } from './huffman-decoder';
import { MoveToFront, readDistance } from './move-to-front';

/** Scheme 5 (12 §5.4): the header byte 0x28, the CRC-32C of the uncompressed bytes, then blocks. */
const headerSize = 5;
const checksumOffset = 1;

/** Symbols below are literals; above, 4 bits of length and the kind of match. */
const literals = 256;
const shortSymbols = 704;
const longSymbols = 256;

const shortLengthMost = 15;
/** Long symbols from here on are sizes of a number of extra bits. */
const firstExtraBits = 232;

/** A value being put together; a match may begin in one block and end in the next. */
interface Progress {
  readonly target: Uint8Array;
  readonly start: number;
  to: number;
  /** Bytes of the last match that its block had no room for. */
  tail: number;
  tailDistance: number;
}

/** The size that the blocks of a stored form add up to. */
export function xpress9Size(stored: Uint8Array): number {
  checkHeader(stored);
  return readBlockHeaders(stored, headerSize).reduce((sum, block) => sum + block.size, 0);
}

/**
 * Fills `target[start, end)`, whose size is {@link xpress9Size}.
 *
 * @throws JET_errCompressionIntegrityCheckFailed when the stream is well formed but the bytes are wrong
 */
export function decodeXpress9(stored: Uint8Array, target: Uint8Array, start: number, end: number): void {
  checkHeader(stored);
  const progress: Progress = { target, start, to: start, tail: 0, tailDistance: 0 };
  for (const block of readBlockHeaders(stored, headerSize)) decodeBlock(stored, block, progress);
  if (progress.tail > 0) throw damaged('a match reaches beyond the last block');
  const view = new DataView(stored.buffer, stored.byteOffset, stored.length);
  const [expected, actual] = [view.getUint32(checksumOffset, true), crc32c(target, start, end)];
  if (expected !== actual) {
    throw new JetError(
      'JET_errCompressionIntegrityCheckFailed',
      `compressed value: checksum ${actual.toString(16)} where its header says ${expected.toString(16)}`,
    );
  }
}

function checkHeader(stored: Uint8Array): void {
  if (stored.length < headerSize + blockHeaderSize) throw truncated();
}

function decodeBlock(stored: Uint8Array, block: Xpress9Block, progress: Progress): void {
  const { target, start } = progress;
  const { mtfEntries } = block;
  const reader = new BitReader(stored, block.bitStart, block.bitEnd);
  let lastWasMatch = mtfEntries > 0 && reader.read(1) === 1;
  const mtf = new MoveToFront(reader, mtfEntries);
  const shortCode = new HuffmanDecoder(readCodeLengths(reader, shortSymbols));
  const longCode = new HuffmanDecoder(readCodeLengths(reader, longSymbols));
  const end = progress.to + block.size;
  if (progress.tail > 0) copyBounded(progress, progress.tailDistance, progress.tail, end);
  while (progress.to < end) {
    const symbol = shortCode.decode(reader);
    if (symbol < literals) {
      target[progress.to++] = symbol;
      lastWasMatch = false;
      continue;
    }
    let length = symbol & shortLengthMost;
    const kind = (symbol - literals) >>> 4;
    if (length === shortLengthMost) length += readLongLength(reader, longCode);
    let distance: number;
    if (kind < mtfEntries) {
      // Right after a match its own distance is pointless, so the kinds count from the next entry on.
      distance = mtf.use(lastWasMatch ? kind + 1 : kind);
      length += block.mtfMatchLeast;
    } else {
      distance = readDistance(reader, kind - mtfEntries);
      mtf.push(distance);
      length += block.pointerMatchLeast;
    }
    lastWasMatch = true;
    if (distance > progress.to - start) {
      throw damaged(`a match ${distance} bytes back, ${progress.to - start} bytes in`);
    }
    copyBounded(progress, distance, length, end);
  }
}

function readLongLength(reader: BitReader, code: HuffmanDecoder): number {
  const symbol = code.decode(reader);
  if (symbol < firstExtraBits) return symbol;
  const bits = symbol - firstExtraBits;
  return 2 ** bits + reader.read(bits) + firstExtraBits - 1;
}

/** Copies what fits into the block and keeps the rest as tail of the next one. */
function copyBounded(progress: Progress, distance: number, length: number, end: number): void {
  const now = Math.min(length, end - progress.to);
  copyMatch(progress.target, progress.to, distance, now);
  progress.to += now;
  progress.tail = length - now;
  progress.tailDistance = distance;
}
