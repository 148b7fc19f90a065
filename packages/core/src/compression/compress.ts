import { looksRandom } from './random-data';
import { encodeSevenBitAscii, encodeSevenBitUnicode } from './seven-bit-encoder';
import { sevenBitSize } from './seven-bit-format';
import { limits } from '../limits';
import { encodeXpress } from './xpress-encoder';

export interface CompressOptions {
  /** A chunk of a separated value: data that looks random is not tried. Default false. */
  readonly isChunk?: boolean;
  /** Whether XPRESS may be used: the database has update 0xF. Default true. */
  readonly allowsXpress?: boolean;
  /** Values below this many bytes are not tried with XPRESS: JET_paramMinDataForXpress. Default 1024. */
  readonly xpressBytesLeast?: number;
  /**
   * The fewest bytes that a stored form may have. An intrinsic value must not become smaller than a LID
   * (12 §3), so its caller passes 4 or 8. Default 0.
   */
  readonly storedBytesLeast?: number;
}

/** What the engine starts with for JET_paramMinDataForXpress. */
const defaultXpressBytesLeast = 1024;

/**
 * The stored form of a value as the engine would choose it (12 §5.7), or undefined when the value is to
 * be stored as it is. Always smaller than the value.
 *
 * @example const stored = compress(chunk, { isChunk: true }) ?? chunk;
 */
export function compress(value: Uint8Array, options: CompressOptions = {}): Uint8Array | undefined {
  const { isChunk = false, storedBytesLeast = 0 } = options;
  // What could not be read again must not be written.
  if (value.length > limits.compressedValueBytesMost) return undefined;
  if (isChunk && looksRandom(value)) return undefined;
  const stored = chosenForm(value, options);
  return stored === undefined || stored.length < storedBytesLeast ? undefined : stored;
}

function chosenForm(value: Uint8Array, options: CompressOptions): Uint8Array | undefined {
  const { allowsXpress = true, xpressBytesLeast = defaultXpressBytesLeast } = options;
  const xpress = allowsXpress && value.length >= xpressBytesLeast ? encodeXpress(value) : undefined;
  if (xpress === undefined) return encodeSevenBitUnicode(value) ?? encodeSevenBitAscii(value);
  if (xpress.length <= sevenBitSize(Math.floor(value.length / 2))) return xpress;
  // 7-bit ASCII is not asked, even where it would be smaller: the engine does not either.
  return encodeSevenBitUnicode(value) ?? xpress;
}
