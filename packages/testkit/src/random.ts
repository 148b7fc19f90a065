/** A reproducible source of numbers: the same seed gives the same sequence on every machine. */
export interface Random {
  readonly seed: number;
  /** A whole number, 0 <= n < limit. */
  below(limit: number): number;
  /** One element. */
  pick<T>(list: readonly T[]): T;
  /** Fills the array with random bytes and returns it. */
  fill(bytes: Uint8Array): Uint8Array;
}

/** xorshift128 seeded through splitmix32. */
export function seededRandom(seed: number): Random {
  let s = seed >>> 0;
  const splitmix = (): number => {
    s = (s + 0x9e3779b9) >>> 0;
    let z = s;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return (z ^ (z >>> 16)) >>> 0;
  };
  let a = splitmix();
  let b = splitmix();
  let c = splitmix();
  let d = splitmix() | 1;
  const next = (): number => {
    const t = a ^ (a << 11);
    a = b;
    b = c;
    c = d;
    d = (d ^ (d >>> 19) ^ t ^ (t >>> 8)) >>> 0;
    return d;
  };
  return {
    seed,
    below: (limit) => Math.floor((next() / 0x1_0000_0000) * limit),
    pick: (list) => list[Math.floor((next() / 0x1_0000_0000) * list.length)]!,
    fill(bytes) {
      for (let i = 0; i < bytes.length; i++) bytes[i] = next() & 0xff;
      return bytes;
    },
  };
}

/**
 * The seed of a randomised test: `ESEKIT_SEED` replays one, otherwise the clock gives a new one.
 * It is printed so that every failure can be replayed.
 */
export function seedForRun(test: string): number {
  const given = process.env['ESEKIT_SEED'];
  const seed = given === undefined ? Date.now() >>> 0 : Number(given) >>> 0;
  console.log(`${test}: seed ${seed} (replay with ESEKIT_SEED=${seed})`);
  return seed;
}
