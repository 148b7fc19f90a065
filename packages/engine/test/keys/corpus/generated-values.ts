import { createHash } from 'node:crypto';

/** The value generators of the scenario language, for values that a dump gives as a digest only. */
const letters = 'abcdefghijklmnopqrstuvwxyz ABCDEFGHIJ0123456789';

function generate(count: number, seed: number, byteOf: (v: number) => number): Uint8Array {
  let s = (Math.imul(seed, 2654435761) + 12345) >>> 0;
  return Uint8Array.from({ length: count }, () => {
    s = (Math.imul(s, 1664525) + 1013904223) >>> 0;
    return byteOf(s >>> 8);
  });
}

export function literal(kind: string, count: number, argument: string): Uint8Array {
  switch (kind) {
    case 'gen':
      return generate(count, Number(argument), (v) => v & 255);
    case 'text':
      return generate(count, Number(argument), (v) => letters.charCodeAt(v % letters.length));
    case 'rep':
      return new Uint8Array(count).fill((argument || 'x').charCodeAt(0));
    default:
      return new Uint8Array(count);
  }
}

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** By SHA-256, every long value that a script names, in both code pages. */
export function generatedValues(script: string): Map<string, Uint8Array> {
  const values = new Map<string, Uint8Array>();
  for (const [, kind, count, argument] of script.matchAll(/\b(gen|text|rep|zero):(\d+)(?::(\S*))?/g)) {
    const narrow = literal(kind!, Number(count), argument ?? '');
    const wide = Uint8Array.from({ length: narrow.length * 2 }, (_, i) => (i % 2 === 0 ? narrow[i / 2]! : 0));
    for (const bytes of [narrow, wide]) values.set(digest(bytes), bytes);
  }
  return values;
}
