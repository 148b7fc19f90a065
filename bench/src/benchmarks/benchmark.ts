import type { BenchmarkResult } from '../report/result';

/** What a run was asked for. */
export interface Settings {
  readonly rounds: number;
  /** Bytes of the files that stand for 1 GiB and 4 GiB. */
  readonly size: number;
  readonly largeSize: number;
  /** Bytes of log that stand for 256 MiB, and for 100 MiB and 1 GiB. */
  readonly logSize: number;
  readonly logSizes: readonly [number, number];
  readonly seed: number;
  /** Rows of the tables that stand for 100 k, 1 M and 4 M. */
  readonly rows: { readonly small: number; readonly large: number; readonly huge: number };
  /** Tells the user what is going on. */
  readonly report: (text: string) => void;
}

export interface Benchmark {
  /** What it is called on the command line. */
  readonly name: string;
  readonly run: (settings: Settings) => BenchmarkResult | Promise<BenchmarkResult>;
}
