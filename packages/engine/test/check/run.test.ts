import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createMemoryFileSystem, type FileSystem, type Progress } from '@esekit/core';
import { stampPageChecksum } from '@esekit/pages';
import {
  corpus,
  describeCorpus,
  seededRandom,
  seedForRun,
  temporaryFolder,
  unpackArchive,
} from '@esekit/testkit';
import { beforeAll, expect, it } from 'vitest';
import { checkFile, type CheckProblem } from '../../src/check';
import { Patient } from './fixture/patient';

function inMemory(bytes: Uint8Array): FileSystem {
  const fs = createMemoryFileSystem();
  const file = fs.openSync('a.edb', 'createNew');
  file.writeSync(bytes, 0);
  file.closeSync();
  return fs;
}

describeCorpus('a check', () => {
  const folder = temporaryFolder();
  const original = new Map<string, Uint8Array>();

  beforeAll(() => {
    for (const name of ['clean-types-4k', 'clean-types-32k', 'clean-btree-4k']) {
      const path = join(
        unpackArchive(corpus.path('engine', `${name}.tar.gz`), folder),
        name,
        'files',
        'a.edb',
      );
      original.set(name, new Uint8Array(readFileSync(path)));
    }
  });

  it('tells how far it is, up to the end and not beyond', async () => {
    const bytes = original.get('clean-btree-4k')!;
    const seen: Progress[] = [];
    await checkFile(inMemory(bytes), 'a.edb', () => undefined, { onProgress: (step) => seen.push(step) });
    const total = bytes.length - 2 * 4096;
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.every(({ bytesTotal, subject }) => bytesTotal === total && subject === 'a.edb')).toBe(true);
    const done = seen.map(({ bytesDone }) => bytesDone);
    expect(done).toEqual(done.toSorted((a, b) => a - b));
    expect(done.at(-1)).toBeLessThanOrEqual(total);
    expect(done.at(-1)).toBeGreaterThan(0.95 * total);
  });

  it('ends with the reason of its signal', async () => {
    const fs = inMemory(original.get('clean-types-4k')!);
    const options = { signal: AbortSignal.abort('enough') };
    await expect(checkFile(fs, 'a.edb', () => undefined, options)).rejects.toBe('enough');
    const later = new AbortController();
    const running = checkFile(fs, 'a.edb', () => undefined, {
      signal: later.signal,
      onProgress: () => later.abort('stop'),
    });
    await expect(running).rejects.toBe('stop');
  });

  it('needs no more memory than a single page of cache', async () => {
    const problems: CheckProblem[] = [];
    const fs = inMemory(original.get('clean-types-4k')!);
    await checkFile(fs, 'a.edb', (problem) => problems.push(problem), { cacheBytes: 1 });
    expect(problems).toEqual([]);
  });

  it('checks a database whose two catalogs are lost', async () => {
    const patient = new Patient('clean-types-4k', original.get('clean-types-4k')!);
    for (const page of [4, 24]) patient.scratch(page, 200);
    const { problems, result } = await patient.check();
    expect(result.ok).toBe(false);
    expect(problems.filter(({ kind }) => kind === 'pageDamaged').map(({ page }) => page)).toEqual([4, 24]);
  });

  it('never fails on damage, whatever it is', { timeout: 300_000 }, async () => {
    const random = seededRandom(seedForRun('check of damaged databases'));
    let found = 0;
    const rounds = 120;
    for (let round = 0; round < rounds; round++) {
      const [name, bytes] = random.pick([...original]);
      const patient = new Patient(name, bytes);
      for (let n = 1 + random.below(6); n > 0; n--) hurtSomewhere(patient, random);
      const { problems } = await patient.check();
      if (problems.length > 0) found++;
    }
    // Bytes that mean nothing, such as those of free space, can be hit as well.
    expect(found).toBeGreaterThan(rounds / 2);
  });
});

function hurtSomewhere(patient: Patient, random: ReturnType<typeof seededRandom>): void {
  const pgno = 1 + random.below(Math.min(patient.pageCount, 200));
  const { bytes } = patient.page(pgno);
  if (bytes.every((byte) => byte === 0)) return;
  const cbHeader = patient.pageSize > 8192 ? 80 : 40;
  for (let n = 1 + random.below(8); n > 0; n--) {
    const isHeader = random.below(4) === 0;
    const at = isHeader
      ? 8 + random.below(cbHeader - 8)
      : cbHeader + random.below(patient.pageSize - cbHeader);
    bytes[at] = random.below(256);
  }
  stampPageChecksum(bytes, pgno);
}
