import { JetError } from '../../src/errors/jet-error';
import type { Random } from '@esekit/testkit';

export function fromHex(text: string): Uint8Array {
  const digits = text.replaceAll(/\s/g, '');
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) =>
    parseInt(digits.slice(2 * i, 2 * i + 2), 16),
  );
}

export const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

export function utf16(text: string): Uint8Array {
  return Uint8Array.from({ length: text.length * 2 }, (_, i) => text.charCodeAt(i >> 1) >>> (8 * (i & 1)));
}

/** The name of the JetError that `call` throws; any other error fails the test. */
export function errorOf(call: () => unknown): string | undefined {
  try {
    call();
  } catch (error) {
    if (JetError.isInstance(error)) return (error as JetError).name;
    throw error;
  }
  return undefined;
}

const words = [
  'page',
  'the',
  'log',
  'of',
  'generation',
  'checkpoint',
  'a',
  'record',
  'and',
  'database',
  'is',
];

/** Ordinary text: repetitive, but not regular. */
export function randomText(random: Random, length: number): string {
  let text = '';
  while (text.length < length)
    text += `${random.pick(words)}${random.below(9) === 0 ? `, ${random.below(1000)}` : ''} `;
  return text.slice(0, length);
}

/** Bytes of many characters: runs, periods, noise, zeros, copies of earlier parts. */
export function randomBytes(random: Random, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length;) {
    const count = Math.min(length - at, 1 + random.below(random.pick([4, 40, 400, 4000])));
    const part = bytes.subarray(at, at + count);
    const kind = random.below(4);
    if (kind === 0) part.fill(random.below(256));
    else if (kind === 1) random.fill(part);
    else if (kind === 2) for (let i = 0; i < count; i++) part[i] = 97 + random.below(4);
    else {
      const distance = 1 + random.below(Math.max(1, at));
      for (let i = 0; i < count; i++) bytes[at + i] = at + i >= distance ? bytes[at + i - distance]! : 0;
    }
    at += count;
  }
  return bytes;
}
