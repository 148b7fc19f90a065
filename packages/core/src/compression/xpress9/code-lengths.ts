import { damaged } from '../damage';
import type { BitReader } from './bit-reader';
import { codeLengthMost, HuffmanDecoder } from './huffman-decoder';

/** How the lengths of a table are sent: all nearly equal, or by a helper code (12 §5.4). */
const tableKind = { stored: 0, coded: 1 } as const;

/** Helper symbols up to {@link codeLengthMost} are lengths; the others are these. */
const helper = { fill: 28, zeroRepeat: 29, previous: 30, row: 31, rowPlusOne: 32 } as const;
const helperSymbols = 33;

/** Lengths come in rows of this many; a length can be told from the one above it. */
const rowSize = 16;

/** What the first lengths of a table and of the helper code are compared with. */
const firstPrevious = { table: 8, helper: 4 } as const;

/**
 * Reads the code lengths of an alphabet of `symbols` symbols.
 *
 * @throws JET_errDecompressionFailed when they are not well formed
 */
export function readCodeLengths(reader: BitReader, symbols: number): Uint8Array {
  const kind = reader.read(3);
  if (kind === tableKind.stored) return nearlyEqualLengths(symbols);
  if (kind === tableKind.coded) return readCodedLengths(reader, symbols);
  throw damaged(`a Huffman table of unknown kind ${kind}`);
}

function nearlyEqualLengths(symbols: number): Uint8Array {
  const short = 31 - Math.clz32(symbols);
  const lengths = new Uint8Array(symbols).fill(short + 1);
  return lengths.fill(short, 0, (1 << (short + 1)) - symbols);
}

function readHelperLengths(reader: BitReader): Uint8Array {
  const lengths = new Uint8Array(helperSymbols);
  let previous: number = firstPrevious.helper;
  for (let i = 0; i < helperSymbols; i++) {
    if (reader.read(1) === 1) {
      // The previous length has the shorter form, so the longer one does not count it.
      const length = reader.read(3);
      previous = length >= previous ? length + 1 : length;
    }
    lengths[i] = previous;
  }
  return lengths;
}

function readCodedLengths(reader: BitReader, symbols: number): Uint8Array {
  const code = new HuffmanDecoder(readHelperLengths(reader));
  const lengths = new Uint8Array(symbols);
  let previous: number = firstPrevious.table;
  for (let i = 0; i < symbols;) {
    const symbol = code.decode(reader);
    if (symbol === helper.fill) {
      i += rowSize - (i % rowSize);
      continue;
    }
    if (symbol === helper.zeroRepeat) {
      i = endOfZeros(i, readZeros(reader), symbols);
      continue;
    }
    const length = symbol <= codeLengthMost ? symbol : lengthFrom(symbol, lengths, i, previous);
    if (length > codeLengthMost) throw damaged(`a Huffman code of ${length} bits`);
    lengths[i++] = length;
    if (length !== 0) previous = length;
  }
  return lengths;
}

function readZeros(reader: BitReader): number {
  let more = reader.read(2);
  let count = 5 + more;
  if (more < 3) return count;
  do {
    more = reader.read(3);
    count += more;
  } while (more === 7);
  return count;
}

function endOfZeros(i: number, count: number, symbols: number): number {
  if ((i % rowSize) + count > rowSize || i + count > symbols) {
    throw damaged(`${count} unused symbols cross a row of a Huffman table`);
  }
  return i + count;
}

function lengthFrom(symbol: number, lengths: Uint8Array, i: number, previous: number): number {
  if (symbol === helper.previous) return previous;
  if (i < rowSize) throw damaged('a Huffman code length like one above the first row');
  const above = lengths[i - rowSize]!;
  if (symbol === helper.row && above === 0) throw damaged('a Huffman code length like an unused one');
  return symbol === helper.row ? above : above + 1;
}
