import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { benchFolder } from '../places';

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  /** `discard` gives the command the null device, as a shell's `> /dev/null` does. Default `keep`. */
  readonly output?: 'keep' | 'discard';
  /** Standard output goes into this file, as a shell's `> FILE` does. */
  readonly outputFile?: string;
  /** Standard input. */
  readonly input?: string;
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
}

export interface CommandResult {
  /** From the start of the process to its end. */
  readonly seconds: number;
  readonly output: string;
}

/** A command that did not do what it was measured for: its time means nothing. */
export class WrongOutput extends Error {}

/**
 * Runs a whole command and takes its time. Synchronous, so that nothing else happens in this process
 * meanwhile.
 *
 * @throws WrongOutput when it fails
 */
export function runCommand(command: Command): CommandResult {
  const outputFd = command.outputFile === undefined ? undefined : openSync(command.outputFile, 'w');
  const startedAt = performance.now();
  const result = spawnSync(command.file, command.args, {
    cwd: benchFolder,
    stdio: ['pipe', outputFd ?? (command.output === 'discard' ? 'ignore' : 'pipe'), 'pipe'],
    input: command.input ?? '',
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    ...command.user,
  });
  const seconds = (performance.now() - startedAt) / 1000;
  if (outputFd !== undefined) closeSync(outputFd);
  if (result.error) throw result.error;
  if (result.status !== 0) {
    throw new WrongOutput(`${commandText(command)} ended with ${result.status}: ${result.stderr.trim()}`);
  }
  return { seconds, output: result.stdout ?? '' };
}

export function commandText({ file, args }: Command): string {
  return [file, ...args].join(' ');
}

/** A part of the benchmarks that runs in a Node of its own; it prints one JSON value. */
export function childScript(name: string, args: readonly string[]): Command {
  return { file: process.execPath, args: ['--import', 'tsx', `src/${name}.ts`, ...args] };
}

export function runChildScript<Result>(name: string, args: readonly string[]): Result {
  return JSON.parse(runCommand(childScript(name, args)).output) as Result;
}
