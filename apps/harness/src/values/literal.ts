import { integerOf } from '../script/numbers';
import { ScriptError } from '../script/script-error';
import { generateBytes, generateText } from './generators';

/** A value as a script writes it, before a column says what it means (scenario language §2). */
export type Literal =
  | { readonly kind: 'null' }
  | { readonly kind: 'empty' }
  /** `gen:` and `zero:`: never recoded. */
  | { readonly kind: 'raw'; readonly bytes: Uint8Array }
  /** `x:`: these bytes whatever the type. */
  | { readonly kind: 'hex'; readonly bytes: Uint8Array }
  | { readonly kind: 'text'; readonly text: string };

/** Longest value that a script may ask for. */
const generatedMost = 1 << 28;

/** @throws ScriptError for a form that is none */
export function parseLiteral(word: string): Literal {
  if (word === 'null' || word === 'empty') return { kind: word };
  if (word.startsWith('x:')) return { kind: 'hex', bytes: bytesOfHex(word.slice(2)) };
  const [form, first = '', second = ''] = word.split(':', 3);
  if (!word.includes(':')) return { kind: 'text', text: unquoted(word) };
  switch (form) {
    case 'gen':
      return { kind: 'raw', bytes: generateBytes(countOf(first), integerOf(second)) };
    case 'text':
      return { kind: 'text', text: latinText(generateText(countOf(first), integerOf(second))) };
    case 'rep':
      return { kind: 'text', text: (second === '' ? 'x' : second).repeat(countOf(first)) };
    case 'zero':
      return { kind: 'raw', bytes: new Uint8Array(countOf(first)) };
    default:
      return { kind: 'text', text: unquoted(word) };
  }
}

function unquoted(word: string): string {
  return word.length >= 2 && word.startsWith("'") && word.endsWith("'") ? word.slice(1, -1) : word;
}

function countOf(text: string): number {
  const count = integerOf(text);
  if (count < 0 || count > generatedMost) throw new ScriptError(`${text} is no length`);
  return count;
}

export function latinText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/** @throws ScriptError when the text is not hexadecimal */
export function bytesOfHex(text: string): Uint8Array {
  if (!/^(?:[0-9a-f]{2})*$/i.test(text)) throw new ScriptError(`${text} is not hexadecimal`);
  return new Uint8Array(Buffer.from(text, 'hex'));
}

export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}
