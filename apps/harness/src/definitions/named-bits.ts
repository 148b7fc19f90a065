import { integerOf } from '../script/numbers';
import { ScriptError } from '../script/script-error';

type NamedBits = Readonly<Record<string, number>>;

/**
 * The bit of a name, or a number as it stands.
 *
 * @throws ScriptError
 */
export function bitOf(word: string, bits: NamedBits): number {
  if (Object.hasOwn(bits, word)) return bits[word]!;
  if (/^[+-]?[0-9]/.test(word)) return integerOf(word);
  throw new ScriptError(`${word} is none of ${Object.keys(bits).join(', ')}`);
}

/** The bits of names with commas between them. */
export function bitsOf(words: string, bits: NamedBits): number {
  return words.split(',').reduce((grbit, word) => (grbit | bitOf(word, bits)) >>> 0, 0);
}
