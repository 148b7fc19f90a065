import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createNodeFileSystem } from '@esekit/core/node';
import { corpus, describeCorpus, temporaryFolder } from '@esekit/testkit';
import { afterAll, expect, it } from 'vitest';
import {
  identifyFile,
  parseLogFileName,
  verifyChain,
  verifyLog,
  type LogVerification,
} from '../../src/index';
import { compareWithDump, nothingCompared, type SeenNames } from '../support/compare-dump';
import { unpackWindowsSet, windowsLogSets } from '../support/corpus-files';
import { readLogDump } from '../support/dump';

const fs = createNodeFileSystem();

describeCorpus('log sets made by Windows', () => {
  const folder = temporaryFolder();
  const compared = nothingCompared();
  const names: SeenNames = new Map();

  it.for(windowsLogSets())('%s', { timeout: 60_000 }, async (set) => {
    const target = unpackWindowsSet(set, folder);
    const logs: LogVerification[] = [];
    for (const name of readdirSync(target)) {
      const path = join(target, name);
      const kind = parseLogFileName(name)?.kind;
      if (kind === 'reserve') expect(await identifyFile(fs, path)).toBe('reserveLog');
      if (kind === 'checkpoint') expect(await identifyFile(fs, path)).toBe('checkpoint');
      if (kind !== 'current' && kind !== 'archived' && kind !== 'temporary') continue;
      expect(await identifyFile(fs, path), path).toBe('log');
      const dump = corpus.path('windows-recovered', set, 'before', `${name}.log-dump.txt.gz`);
      const log = existsSync(dump)
        ? await compareWithDump(path, readLogDump(dump), compared, names)
        : await verifyLog(fs, path);
      if (kind !== 'temporary') expect(log.problems, basename(path)).toEqual([]);
      logs.push(log);
    }
    const chain = verifyChain(logs);
    expect(chain.problems).toEqual([]);
    expect(chain.chains.map(({ base }) => base)).toEqual(['sru']);
  });

  it('calls each type in the dumps by one name', () => {
    for (const [name, shorts] of names) expect([name, shorts.size]).toEqual([name, 1]);
  });

  afterAll(() => console.log(`Windows logs: ${JSON.stringify(compared)}`));
});
