import { ScriptError } from './script-error';

const forms: readonly (readonly [RegExp, string])[] = [
  [/^0x[0-9a-f]+/i, ''],
  [/^0[0-7]*/, '0o'],
  [/^[1-9][0-9]*/, ''],
];

/**
 * The integer at the start of `text`: decimal, `0x` hexadecimal, or octal after a leading 0; 0 when there is
 * none.
 */
export function leadingInteger(text: string): bigint {
  const [, sign = '', rest = ''] = /^\s*([+-]?)(.*)$/s.exec(text) ?? [];
  const value = magnitude(rest);
  return sign === '-' ? -value : value;
}

function magnitude(text: string): bigint {
  for (const [pattern, prefix] of forms) {
    const digits = pattern.exec(text)?.[0];
    if (digits === undefined) continue;
    return prefix === '0o' ? BigInt(`0o0${digits}`) : BigInt(digits);
  }
  return 0n;
}

/**
 * A number of the script: what a command or an option counts, names or flags.
 *
 * @throws ScriptError when the text is none
 */
export function integerOf(text: string): number {
  if (!/^[+-]?(0x[0-9a-f]+|[0-9]+)$/i.test(text)) throw new ScriptError(`${text} is not a number`);
  return Number(leadingInteger(text));
}

const decimal = /^\s*[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?/i;

/** The decimal number at the start of `text`; 0 when there is none. */
export function leadingDouble(text: string): number {
  const found = decimal.exec(text)?.[0];
  return found === undefined ? 0 : Number(found);
}
