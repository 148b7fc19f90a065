import { cpus, freemem, loadavg, release, totalmem, type } from 'node:os';
import { findProgram } from './find-program';
import { runCommand } from './run-command';
import { dataFolder } from '../places';

/** Where and when a run was made. */
export interface Machine {
  readonly date: string;
  readonly commit: string;
  readonly node: string;
  readonly system: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly freeMemoryBytes: number;
  readonly fileSystem: string;
  /** Load of the last minute before the run: above 1 others were at work. */
  readonly load: number;
  /** Versions of the peers that were found. */
  readonly programs: Readonly<Record<string, string>>;
}

export function describeMachine(programs: Readonly<Record<string, string>>): Machine {
  const cores = cpus();
  return {
    date: new Date().toISOString(),
    commit: commit(),
    node: process.version,
    system: `${type()} ${release()}`,
    cpu: cores[0]?.model.trim() ?? 'unknown',
    cores: cores.length,
    memoryBytes: totalmem(),
    freeMemoryBytes: freemem(),
    fileSystem: firstLine('findmnt', ['--noheadings', '--output', 'FSTYPE,OPTIONS', '--target', dataFolder]),
    load: loadavg()[0]!,
    programs,
  };
}

function commit(): string {
  const id = firstLine('git', ['rev-parse', '--short=12', 'HEAD']);
  if (id === '') return 'unknown';
  return firstLine('git', ['status', '--porcelain']) === '' ? id : `${id} with changes`;
}

/** The first line a program (name or path) prints; empty when it is not there or fails. */
export function firstLine(name: string, args: readonly string[]): string {
  const file = name.includes('/') ? name : findProgram(name);
  if (file === undefined) return '';
  try {
    return runCommand({ file, args }).output.trim().split('\n')[0]!.replace(/ +/g, ' ');
  } catch {
    return '';
  }
}
