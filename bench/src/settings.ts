import type { Settings } from './benchmarks/benchmark';

const gibibyte = 1 << 30;
const mebibyte = 1 << 20;

/** Fewer do not carry a median. */
const roundsLeast = 7;
const seed = 20201;

export interface Request {
  readonly names: readonly string[];
  readonly quick: boolean;
  readonly settings: Settings;
}

/**
 * Reads the command line: names of benchmarks, `--rounds N`, and `--quick` for small files and few
 * rounds, which tries the benchmarks out and measures nothing.
 *
 * @throws Error with a line for the user
 */
export function readRequest(args: readonly string[], known: readonly string[]): Request {
  const names: string[] = [];
  let quick = false;
  let rounds: number | undefined;
  const left = [...args];
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    if (word === '--quick') quick = true;
    else if (word === '--rounds') rounds = Number(left.shift());
    else if (known.includes(word)) names.push(word);
    else throw new Error(`${word} is none of: ${known.join(', ')}, --rounds N, --quick`);
  }
  if (rounds !== undefined && !(Number.isInteger(rounds) && (quick || rounds >= roundsLeast))) {
    throw new Error(`--rounds takes a whole number, at least ${roundsLeast}`);
  }
  const settings: Settings = {
    rounds: rounds ?? (quick ? 2 : roundsLeast),
    size: quick ? 64 * mebibyte : gibibyte,
    largeSize: quick ? 256 * mebibyte : 4 * gibibyte,
    logSize: quick ? 16 * mebibyte : 256 * mebibyte,
    logSizes: quick ? [8 * mebibyte, 32 * mebibyte] : [100 * mebibyte, gibibyte],
    seed,
    rows: quick
      ? { small: 5000, large: 20_000, huge: 80_000 }
      : { small: 100_000, large: 1_000_000, huge: 4_000_000 },
    report: (text: string) => console.error(`${new Date().toISOString().slice(11, 19)}  ${text}`),
  };
  return { names: names.length > 0 ? names : known, quick, settings };
}
