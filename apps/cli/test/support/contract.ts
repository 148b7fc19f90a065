import { expect } from 'vitest';
import { jsonOf, run, type Outcome, type RunOptions } from './run';
import type { FileSystem } from '@esekit/core';

const errorLine = /^esekit: JET_err\w+ \(-\d+\): .+$/;

/**
 * What holds for every run of a verb, whatever its input: a known exit code, at most one line for the
 * error with one for the hint, never a text of an exception of the program itself.
 */
export function expectContract({ code, stdout, stderr }: Outcome, isJson: boolean): void {
  expect([0, 1, 2]).toContain(code);
  expect(stderr).not.toMatch(/JET_errInternalError|\n\s+at /);
  if (code === 0) expect(stderr).toBe('');
  if (stderr !== '') {
    const [first = '', hint, ...rest] = stderr.trimEnd().split('\n');
    expect(first).toMatch(errorLine);
    if (hint !== undefined) expect(hint).toMatch(/^ {2}\S/);
    expect(rest).toEqual([]);
  }
  if (code === 2) {
    expect(stderr).not.toBe('');
    if (!isJson) expect(stdout).toBe('');
  }
  if (isJson) expectOneObject(stdout);
  // Whatever a file holds, nothing of it may steer a terminal.
  expect(`${stdout}${stderr}`.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
}

function expectOneObject(stdout: string): void {
  expect(stdout.endsWith('\n')).toBe(true);
  expect(stdout.trimEnd()).not.toContain('\n');
  expect(JSON.parse(stdout)).toBeTypeOf('object');
}

/** Runs a verb on a path, as a person and as a program, and checks that both forms agree. */
export async function examine(
  fs: FileSystem,
  verb: 'info' | 'verify',
  path: string,
  options: RunOptions = {},
): Promise<{ readonly code: number; readonly json: Record<string, unknown>; readonly stderr: string }> {
  const text = await run(fs, [verb, path], options);
  expectContract(text, false);
  const outcome = await run(fs, [verb, path, '--json'], options);
  expectContract(outcome, true);
  expect({ code: outcome.code, stderr: outcome.stderr }).toEqual({ code: text.code, stderr: text.stderr });
  return { code: outcome.code, stderr: outcome.stderr, json: jsonOf(outcome) };
}

/** The line of standard error for an error, whatever its text is. */
export function line(name: string): unknown {
  return expect.stringMatching(new RegExp(`^esekit: ${name} \\(-\\d+\\): .+\\n$`));
}
