import { crc32c } from '../crc32c';
import { damaged, truncated } from '../damage';
import { limits } from '../../limits';

/**
 * A block of an XPRESS9 stream begins with eight u32 (12 §5.4):
 *
 * | offset | field                                                                                 |
 * |--------|---------------------------------------------------------------------------------------|
 * | 0      | magic                                                                                 |
 * | 4      | uncompressed bytes of this block                                                      |
 * | 8      | bits of this block, with this header; the next block begins at the next byte          |
 * | 12     | settings: 13 bits size of the tables, 3 window, 2 MTF entries / 2, 1 + 1 match minima  |
 * | 16     | 0                                                                                     |
 * | 20     | signature, the same in all blocks                                                     |
 * | 24     | number of the block, from 0                                                           |
 * | 28     | CRC-32C of the 28 bytes before                                                        |
 */
export const blockHeaderSize = 32;
const blockMagic = 0x4e86d72a;

export interface Xpress9Block {
  readonly size: number;
  /** The part behind the header, in bits of the stored form. */
  readonly bitStart: number;
  readonly bitEnd: number;
  readonly mtfEntries: number;
  readonly pointerMatchLeast: number;
  readonly mtfMatchLeast: number;
}

const mtfEntriesMost = 4;

/**
 * Reads the headers of all blocks of `stored[from, end)`.
 *
 * @throws JET_errDecompressionFailed when one is not well formed, or they ask for too much
 */
export function readBlockHeaders(stored: Uint8Array, from: number): Xpress9Block[] {
  const view = new DataView(stored.buffer, stored.byteOffset, stored.length);
  const blocks: Xpress9Block[] = [];
  let size = 0;
  for (let at = from; at < stored.length || blocks.length === 0;) {
    if (at + blockHeaderSize > stored.length) throw truncated();
    const signatureAt = from + 20;
    if (view.getUint32(at + 20, true) !== view.getUint32(signatureAt, true)) {
      throw damaged('blocks of two different streams');
    }
    const block = readBlockHeader(stored, view, at, blocks.length);
    blocks.push(block);
    size += block.size;
    if (size > limits.compressedValueBytesMost) throw damaged(`a size of at least ${size} bytes`);
    at = Math.ceil(block.bitEnd / 8);
  }
  return blocks;
}

function readBlockHeader(stored: Uint8Array, view: DataView, at: number, index: number): Xpress9Block {
  if (view.getUint32(at, true) !== blockMagic) throw damaged(`block ${index} has a wrong magic number`);
  if (view.getUint32(at + 28, true) !== crc32c(stored, at, at + 28)) {
    throw damaged(`the header of block ${index} has a wrong checksum`);
  }
  const bits = view.getUint32(at + 8, true);
  const settings = view.getUint32(at + 12, true);
  const mtfEntries = ((settings >>> 16) & 3) * 2;
  if (settings >>> 20 !== 0 || mtfEntries > mtfEntriesMost || view.getUint32(at + 16, true) !== 0) {
    throw damaged(`block ${index} has unknown settings`);
  }
  if (view.getUint32(at + 24, true) !== index) throw damaged(`block ${index} has another number`);
  if (bits < blockHeaderSize * 8 || bits > (stored.length - at) * 8) {
    throw damaged(`block ${index} has ${bits} bits`);
  }
  return {
    size: view.getUint32(at + 4, true),
    bitStart: (at + blockHeaderSize) * 8,
    bitEnd: at * 8 + bits,
    mtfEntries,
    pointerMatchLeast: ((settings >>> 18) & 1) + 3,
    mtfMatchLeast: ((settings >>> 19) & 1) + 2,
  };
}
