#!/usr/bin/env node
import { writeSync } from 'node:fs';
import { createNodeFileSystem } from '@esekit/core/node';
import { exitCode } from './environment';
import { main } from './main';
import { nodeOutput } from './output/node-output';

const stop = new AbortController();
// Once: a second Ctrl-C ends the process at once, should stopping take too long.
process.once('SIGINT', () => stop.abort());
process.once('SIGTERM', () => stop.abort());

const stderr = nodeOutput(process.stderr, process.env, () => {}, writeSync);
const onFailure = (error: Error): never => {
  stderr.write(`esekit: standard output: ${error.message}\n`);
  process.exit(exitCode.damageOrFailure);
};
const stdout = nodeOutput(process.stdout, process.env, onFailure, writeSync);

void main(process.argv.slice(2), {
  fs: createNodeFileSystem(),
  stdout,
  stderr,
  digests: async () => {
    const { nodeDigests } = await import('@esekit/backup/node');
    return nodeDigests();
  },
  now: () => new Date(),
  clock: () => performance.now() / 1000,
  signal: stop.signal,
  debug: process.env['ESEKIT_DEBUG'] === '1',
}).then((code) => {
  process.exitCode = code;
});
