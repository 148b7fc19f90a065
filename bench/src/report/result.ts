import type { Machine } from '../measure/machine';
import type { Statistics } from '../measure/statistics';

/** One measured thing: a line of a table. */
export interface Row extends Statistics {
  readonly name: string;
  /** What the values are; `seconds` rows also have a rate. */
  readonly unit: 'seconds' | 'bytes';
  readonly values: readonly number[];
  /** Bytes gone through. */
  readonly volume: number;
}

/** Things that were measured side by side. */
export interface Table {
  readonly title: string;
  /** What the volumes of the rows count; bytes when it is left out. */
  readonly counted?: string;
  readonly rows: readonly Row[];
}

/**
 * `refused`: the spread was too wide to say anything. `notMeasured`: something was missing. `none`: the
 * ratio is there to be seen, and nothing is required of it.
 */
export type Verdict = 'met' | 'missed' | 'refused' | 'notMeasured' | 'none';

export interface Target {
  readonly text: string;
  /** How the measured value has to be. */
  readonly required: string;
  readonly measured: string;
  readonly verdict: Verdict;
}

export interface BenchmarkResult {
  /** As in the list of benchmarks: `B1`. */
  readonly id: string;
  readonly name: string;
  readonly tables: readonly Table[];
  readonly targets: readonly Target[];
  /** What was left out and why, and what has to be known to read the figures. */
  readonly notes: readonly string[];
}

export interface Report {
  readonly machine: Machine;
  readonly rounds: number;
  /** Smaller files than the benchmark asks for: the figures show that it works, and nothing else. */
  readonly quick: boolean;
  readonly results: readonly BenchmarkResult[];
}
