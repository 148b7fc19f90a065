#!/usr/bin/env node
import { nodeDigests } from '@esekit/backup/node';
import { createNodeFileSystem } from '@esekit/core/node';
import type { TextOutput } from './environment';
import { main } from './main';

function output(stream: NodeJS.WriteStream): TextOutput {
  return { write: (text) => void stream.write(text), isTerminal: stream.isTTY };
}

const stop = new AbortController();
process.once('SIGINT', () => stop.abort());
process.once('SIGTERM', () => stop.abort());
// A reader that closes the pipe early (head) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

process.exitCode = await main(process.argv.slice(2), {
  fs: createNodeFileSystem(),
  stdout: output(process.stdout),
  stderr: output(process.stderr),
  digests: nodeDigests,
  now: () => new Date(),
  clock: () => performance.now() / 1000,
  signal: stop.signal,
  debug: process.env['ESEKIT_DEBUG'] === '1',
});
