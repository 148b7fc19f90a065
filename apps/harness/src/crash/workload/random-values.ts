import type { Random } from '@esekit/testkit/random';
import type { ModelColumn } from '../model/changes';
import type { ModelValue } from '../model/values';

/** Rows of a table have these keys; few, so that sessions meet. */
export const rowsMost = 60;

const letters = 'abcdefghijklmnopqrstuvwxyz';

export function someText(random: Random, most: number): string {
  let text = '';
  for (let length = 1 + random.below(most); length > 0; length--)
    text += letters[random.below(letters.length)]!;
  return text;
}

/** Bytes of which some repeat, so that compression finds something to do. */
export function someBytes(random: Random, most: number): Uint8Array {
  const bytes = new Uint8Array(1 + random.below(most));
  if (random.below(2) === 0) return random.fill(bytes);
  return bytes.fill(random.below(256));
}

/** Bytes of a long value: small, of a page or so, of many pages. */
export function someLength(random: Random): number {
  return random.pick([20, 20, 200, 1200, 1200, 5000, 20_000]);
}

export function someValue(random: Random, { kind }: ModelColumn): ModelValue {
  if (random.below(8) === 0) return null;
  switch (kind) {
    case 'Long':
      return random.below(10);
    case 'Text':
      return someText(random, 40);
    case 'Binary':
      return someBytes(random, 200);
    case 'LongBinary':
      return someBytes(random, someLength(random));
    case 'LongText':
      return someText(random, random.pick([10, 100, 1500]));
    case 'tags':
      return Array.from({ length: 1 + random.below(4) }, () => someText(random, 3));
  }
}
