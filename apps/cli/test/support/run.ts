import { nodeDigests } from '@esekit/backup/node';
import type { FileSystem } from '@esekit/core';
import type { Environment, ExitCode, TextOutput } from '../../src/environment';
import { main } from '../../src/main';

export interface Outcome {
  readonly code: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly signal?: AbortSignal;
  readonly debug?: boolean;
  readonly stdout?: Partial<TextOutput>;
  readonly stderr?: Partial<TextOutput>;
  readonly clock?: () => number;
}

/** An output that keeps what is written to it. */
export function capture(options: Partial<TextOutput> = {}): TextOutput & { readonly text: string } {
  const pieces: string[] = [];
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  return {
    isTerminal: false,
    hasColours: false,
    isClosed: false,
    writeBytes: (bytes) => void pieces.push(decoder.decode(bytes, { stream: true })),
    ...options,
    write: (text) => void pieces.push(text),
    get text() {
      return pieces.join('');
    },
  };
}

/** Runs the command in this process on any file system, with a clock that says 50 ms later each time. */
export async function run(
  fs: FileSystem,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Outcome> {
  const stdout = capture(options.stdout);
  const stderr = capture(options.stderr);
  let ticks = 0;
  const env: Environment = {
    fs,
    stdout,
    stderr,
    digests: nodeDigests,
    now: () => new Date('2026-11-20T12:00:00Z'),
    clock: options.clock ?? (() => ticks++ / 20),
    signal: options.signal ?? new AbortController().signal,
    debug: options.debug ?? false,
  };
  const code = await main(args, env);
  return { code, stdout: stdout.text, stderr: stderr.text };
}

/** The JSON object that a run printed. */
export function jsonOf(outcome: Outcome): Record<string, unknown> {
  return JSON.parse(outcome.stdout) as Record<string, unknown>;
}
