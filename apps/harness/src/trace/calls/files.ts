import {
  copyFileSync,
  cpSync,
  mkdirSync,
  openSync,
  closeSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { bytesOfHex } from '../../values/literal';
import type { CallRun } from '../call-run';

/** What is done to files between the calls. */
export const fileActions: Readonly<Record<string, (run: CallRun) => void>> = {
  '@mkdir': ({ args }) => {
    mkdirSync(args.text('dir') ?? '', { recursive: true });
  },
  '@delete': ({ args }) => {
    rmSync(args.text('path') ?? '', { recursive: true, force: true });
  },
  '@copy': ({ args }) => {
    const [from, to] = [args.text('from') ?? '', args.text('to') ?? ''];
    if (statSync(from).isDirectory()) cpSync(from, to, { recursive: true });
    else copyFileSync(from, to);
  },
  '@move': ({ args }) => {
    renameSync(args.text('from') ?? '', args.text('to') ?? '');
  },
  '@poke': ({ args }) => {
    const descriptor = openSync(args.text('path') ?? '', 'r+');
    writeSync(descriptor, bytesOfHex(args.text('hex') ?? ''), 0, undefined, args.number('offset'));
    closeSync(descriptor);
  },
  '@files': ({ args, out }) => {
    const dir = args.text('dir') ?? '.';
    for (const [path, size] of filesBelow(dir, '')) out[path] = size;
  },
  '@note': () => {},
};

/** Sizes by path; an empty folder ends in `/`. */
function filesBelow(root: string, prefix: string): readonly (readonly [string, number])[] {
  const entries = readdirSync(join(root, prefix), { withFileTypes: true });
  if (entries.length === 0 && prefix !== '') return [[prefix, 0]];
  return entries.flatMap((entry) =>
    entry.isDirectory()
      ? filesBelow(root, `${prefix}${entry.name}/`)
      : [[`${prefix}${entry.name}`, statSync(join(root, prefix, entry.name)).size] as const],
  );
}
