import type { DigestFactory } from '@esekit/backup';
import type { FileSystem } from '@esekit/core';

/** A stream that text is written to. */
export interface TextOutput {
  write(text: string): void;
  /**
   * Writes bytes before it returns, however slow the reader is: rows come faster than any stream would take
   * them, and must not pile up in memory. An output is written to in one of the two ways, never in both.
   */
  writeBytes(bytes: Uint8Array): void;
  /** Whether the reader has gone: nothing that is written from now on is read by anyone. */
  readonly isClosed: boolean;
  /** Whether a person is looking at a terminal. */
  readonly isTerminal: boolean;
  /** Whether colours may be used: a terminal that shows them, unless the user decided otherwise. */
  readonly hasColours: boolean;
  /** Characters of one line of the terminal. */
  readonly columns?: number | undefined;
}

/** Everything the command takes from outside, so that tests can put another file system under it. */
export interface Environment {
  readonly fs: FileSystem;
  readonly stdout: TextOutput;
  readonly stderr: TextOutput;
  readonly digests: () => Promise<DigestFactory>;
  readonly now: () => Date;
  /** Seconds since some moment, for rates. */
  readonly clock: () => number;
  /** Aborted when the user asks to stop. */
  readonly signal: AbortSignal;
  /** Show stack traces. */
  readonly debug: boolean;
}

/** Exit codes, the contract of the command line. */
export const exitCode = { done: 0, damageOrFailure: 1, usage: 2, interrupted: 130 } as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];
