import { existsSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { createMemoryFileSystem, type Lgpos } from '@esekit/core';
import { createNodeFileSystem } from '@esekit/core/node';
import { corpus, describeCorpus, temporaryFolder } from '@esekit/testkit';
import { afterAll, expect, it } from 'vitest';
import { encodeCheckpoint, parseLogFileName, verifyCheckpoint, writeCheckpoint } from '../../src/index';
import {
  engineArchives,
  filesBelow,
  unpackEngineArchive,
  unpackWindowsSet,
  windowsLogSets,
} from '../support/corpus-files';

const fs = createNodeFileSystem();
let compared = 0;

function dumped(text: string, label: string): string | undefined {
  return new RegExp(`^ +${label}: \\(([^)]*)\\)`, 'm').exec(text)?.[1]?.toLowerCase();
}

function asDumped({ lGeneration, isec, ib }: Lgpos): string {
  return `0x${lGeneration.toString(16)},${isec.toString(16)},${ib.toString(16)}`;
}

/** Checks a checkpoint against the dump of it, and that writing it again gives the same bytes. */
async function compare(path: string, dump: string): Promise<void> {
  const text = readFileSync(dump, 'latin1');
  const verified = await verifyCheckpoint(fs, path);
  expect(verified.ok, path).toBe(true);
  const checkpoint = verified.checkpoint!;
  expect(asDumped(checkpoint.lgposCheckpoint), path).toBe(dumped(text, 'Checkpoint'));
  expect(asDumped(checkpoint.lgposDbConsistency), path).toBe(dumped(text, 'DbConsistency'));
  expect(asDumped(checkpoint.lgposFullBackup), path).toBe(dumped(text, 'FullBackup'));
  expect(asDumped(checkpoint.lgposIncBackup), path).toBe(dumped(text, 'IncBackup'));
  expect(checkpoint.signLog.random, path).toBe(Number(/Rand:(\d+)/.exec(text)![1]));
  const bytes = new Uint8Array(readFileSync(path));
  const copy = bytes.slice(0, 4096);
  // An engine that empties the list clears the first byte only; what is left does not count.
  if (checkpoint.attachments.length === 0) copy.fill(0, 679, 679 + 2048);
  expect(encodeCheckpoint(checkpoint).subarray(4), path).toEqual(copy.subarray(4));
  const memory = createMemoryFileSystem();
  await writeCheckpoint(memory, 'edb.chk', checkpoint);
  const file = await memory.open('edb.chk', 'read');
  const written = new Uint8Array(8192);
  expect(await file.read(written, 0)).toBe(8192);
  expect(written.subarray(4096), path).toEqual(written.subarray(0, 4096));
  compared++;
}

describeCorpus('checkpoints', () => {
  const folder = temporaryFolder();

  it.for(engineArchives())('%s', async (archive) => {
    const root = join(unpackEngineArchive(archive, folder), basename(archive, '.tar.gz'));
    for (const path of filesBelow(root)) {
      if (parseLogFileName(basename(path))?.kind !== 'checkpoint') continue;
      const [first, ...rest] = relative(root, path).split(/[\\/]/);
      const dump = join(root, `${first}.tool`, `${rest.join('__')}.mk.txt`);
      if (existsSync(dump)) await compare(path, dump);
      else expect((await verifyCheckpoint(fs, path)).ok, path).toBe(true);
    }
  });

  it.for(windowsLogSets())('%s', async (set) => {
    const path = join(unpackWindowsSet(set, folder), 'SRU.chk');
    await compare(path, corpus.path('windows-recovered', set, 'before', 'SRU.chk.checkpoint-dump.txt'));
  });

  afterAll(() => console.log(`checkpoints compared: ${compared}`));
});
