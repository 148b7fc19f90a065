import { spawn } from 'node:child_process';

/** How a process of the harness ended. */
export interface ProcessEnd {
  /** Killed by itself, as in a crash. */
  readonly isKilled: boolean;
  readonly code: number | null;
  /** The end of what it wrote to its error stream. */
  readonly errors: string;
}

const errorsMost = 4000;

/** Runs a built program in a folder to its end. */
export function runProcess(program: string, args: readonly string[], folder: string): Promise<ProcessEnd> {
  const child = spawn(process.execPath, ['--enable-source-maps', program, ...args], {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (data: Buffer) => {
    errors = (errors + data.toString()).slice(-errorsMost);
  });
  return new Promise((fulfil, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      fulfil({ isKilled: signal === 'SIGKILL', code, errors });
    });
  });
}
