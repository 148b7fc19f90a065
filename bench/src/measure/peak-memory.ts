import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { benchFolder } from '../places';
import { findProgram } from './find-program';
import { commandText, runCommand, WrongOutput, type Command } from './run-command';

/** How the peak of a command's resident memory is found on this machine. */
export function peakMemoryMethod(): string {
  return findProgram('time') === undefined
    ? 'VmHWM, sampled every 5 ms'
    : 'maximum resident set size, as time(1) reports it';
}

/** Runs a command and returns the most memory it ever had resident, in bytes. */
export async function peakMemory(command: Command): Promise<number> {
  const time = findProgram('time');
  return time === undefined ? sampledPeak(command) : reportedPeak(time, command);
}

/** The kernel's own count for the process. `time` starts it from a small process, whose peak it inherits. */
function reportedPeak(time: string, command: Command): number {
  const folder = mkdtempSync(join(tmpdir(), 'esekit-bench-'));
  const report = join(folder, 'peak');
  try {
    runCommand({ ...command, file: time, args: ['-f', '%M', '-o', report, command.file, ...command.args] });
    return 1024 * Number(readFileSync(report, 'utf8').trim());
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The high-water mark never falls, so a sample late in the run is as good as all of them. */
async function sampledPeak(command: Command): Promise<number> {
  const child = spawn(command.file, command.args, { cwd: benchFolder, stdio: 'ignore' });
  let peak = 0;
  const timer = setInterval(() => (peak = Math.max(peak, highWaterMark(child.pid))), 5);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  clearInterval(timer);
  if (code !== 0) throw new WrongOutput(`${commandText(command)} ended with ${code}`);
  return peak;
}

function highWaterMark(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return 1024 * Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0);
  } catch {
    return 0;
  }
}
