import type { CaseResult } from './run-case';

/** What many cases add up to. Plain data, so that it goes from process to process. */
export interface Tally {
  cases: number;
  /** Cases in which everything was read without a word. */
  quiet: number;
  /** Cases with at least one reported loss. */
  withLosses: number;
  /** Cases per name of an error that came up in them. */
  readonly errors: Record<string, number>;
  readonly losses: Record<string, number>;
  readonly mutators: Record<string, number>;
  /** How often each decoder came to an end, by name. */
  readonly decoders: Record<string, number>;
  stepsMost: number;
  millisecondsMost: number;
  bytesMost: number;
}

export function emptyTally(): Tally {
  return {
    cases: 0,
    quiet: 0,
    withLosses: 0,
    errors: {},
    losses: {},
    mutators: {},
    decoders: {},
    stepsMost: 0,
    millisecondsMost: 0,
    bytesMost: 0,
  };
}

export function addResult(tally: Tally, result: CaseResult): void {
  tally.cases++;
  if (result.errors.size === 0 && result.losses.size === 0) tally.quiet++;
  if (result.losses.size > 0) tally.withLosses++;
  for (const name of result.errors.keys()) count(tally.errors, name, 1);
  for (const [name, times] of result.losses) count(tally.losses, name, times);
  for (const name of result.mutations) count(tally.mutators, name, 1);
  for (const [name, times] of result.decoders) count(tally.decoders, name, times);
  tally.stepsMost = Math.max(tally.stepsMost, result.steps);
  tally.millisecondsMost = Math.max(tally.millisecondsMost, result.milliseconds);
  tally.bytesMost = Math.max(tally.bytesMost, result.bytes);
}

export function addTally(sum: Tally, other: Tally): void {
  sum.cases += other.cases;
  sum.quiet += other.quiet;
  sum.withLosses += other.withLosses;
  for (const part of ['errors', 'losses', 'mutators', 'decoders'] as const) {
    for (const [name, times] of Object.entries(other[part])) count(sum[part], name, times);
  }
  sum.stepsMost = Math.max(sum.stepsMost, other.stepsMost);
  sum.millisecondsMost = Math.max(sum.millisecondsMost, other.millisecondsMost);
  sum.bytesMost = Math.max(sum.bytesMost, other.bytesMost);
}

function count(counts: Record<string, number>, name: string, times: number): void {
  counts[name] = (counts[name] ?? 0) + times;
}
