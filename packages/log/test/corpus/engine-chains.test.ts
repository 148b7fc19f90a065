import { basename, dirname, join } from 'node:path';
import { createNodeFileSystem } from '@esekit/core/node';
import { describeCorpus, temporaryFolder } from '@esekit/testkit';
import { expect, it } from 'vitest';
import {
  identifyFile,
  parseLogFileName,
  verifyChain,
  verifyLog,
  type LogVerification,
} from '../../src/index';
import { engineArchives, filesBelow, unpackEngineArchive } from '../support/corpus-files';

const fs = createNodeFileSystem();

/** What each extension in the scenarios' folders is. */
const typeOf: Readonly<Record<string, RegExp>> = {
  chk: /^checkpoint$/,
  jcp: /^checkpoint$/,
  jtx: /^log$/,
  jfm: /^flushMap$/,
  jrs: /^reserveLog$/,
  edb: /^(database|backupDatabase)$/,
};

describeCorpus('folders made by the engine', () => {
  const folder = temporaryFolder();

  it.for(engineArchives())(
    '%s: every folder of logs is a whole chain',
    { timeout: 60_000 },
    async (archive) => {
      const root = join(unpackEngineArchive(archive, folder), basename(archive, '.tar.gz'));
      const folders = new Map<string, LogVerification[]>();
      for (const path of filesBelow(root)) {
        if (dirname(path) === root || /\.tool$/.test(dirname(path))) continue;
        const kind = parseLogFileName(basename(path))?.kind;
        const expected = kind === 'temporary' ? /^(log|reserveLog)$/ : typeOf[path.replace(/^.*\./, '')];
        if (expected !== undefined) expect(await identifyFile(fs, path), path).toMatch(expected);
        if (kind !== 'current' && kind !== 'archived') continue;
        const logs = folders.get(dirname(path)) ?? [];
        folders.set(dirname(path), logs);
        logs.push(await verifyLog(fs, path));
      }
      for (const [path, logs] of folders) expect(verifyChain(logs).problems, path).toEqual([]);
    },
  );
});
