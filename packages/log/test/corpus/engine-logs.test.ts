import { existsSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { createNodeFileSystem } from '@esekit/core/node';
import { describeCorpus, temporaryFolder } from '@esekit/testkit';
import { afterAll, expect, it } from 'vitest';
import { parseLogFileName, verifyLog } from '../../src/index';
import { compareWithDump, nothingCompared, type SeenNames } from '../support/compare-dump';
import { engineArchives, filesBelow, unpackEngineArchive } from '../support/corpus-files';
import { readLogDump } from '../support/dump';

const fs = createNodeFileSystem();

/** `files/edb.log` is reported in `files.tool/edb.log.ml.txt`; deeper folders become `__`. */
function dumpOf(root: string, path: string): string | undefined {
  const [folder, ...rest] = relative(root, path).split(/[\\/]/);
  const candidate = join(root, `${folder}.tool`, `${rest.join('__')}.ml.txt`);
  return existsSync(candidate) ? candidate : undefined;
}

describeCorpus('logs made by the engine', () => {
  const folder = temporaryFolder();
  const compared = nothingCompared();
  const names: SeenNames = new Map();
  let withoutDump = 0;

  it.for(engineArchives())('%s', { timeout: 60_000 }, async (archive) => {
    const root = join(unpackEngineArchive(archive, folder), basename(archive, '.tar.gz'));
    for (const path of filesBelow(root)) {
      const kind = parseLogFileName(basename(path))?.kind;
      if ((kind !== 'current' && kind !== 'archived' && kind !== 'temporary') || dirname(path) === root)
        continue;
      const dump = dumpOf(root, path);
      if (dump !== undefined) {
        await compareWithDump(path, readLogDump(dump), compared, names);
      } else if (kind !== 'temporary') {
        withoutDump++;
        const log = await verifyLog(fs, path);
        // Left by a recovery that failed at the damage of this scenario.
        const isDamaged = /dirty-torn-tail-4k.recovered.edb\.log$/.test(path);
        expect(log.ok, path).toBe(!isDamaged);
      }
    }
  });

  it('calls each type in the dumps by one name', () => {
    for (const [name, shorts] of names) expect([name, shorts.size]).toEqual([name, 1]);
    expect(names.size).toBeGreaterThan(25);
  });

  afterAll(() => {
    console.log(`engine logs: ${JSON.stringify(compared)}, ${withoutDump} more without a dump`);
  });
});
