import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createNodeFileSystem } from '@esekit/core/node';
import { describeReadme } from '@esekit/testkit';
import { encodeInsert, LogWriter } from '../src/index';
import { writerOptions } from './support/writer-stream';

const packageFolder = join(import.meta.dirname, '..');
const core = join(packageFolder, 'node_modules', '@esekit', 'core', 'dist');

describeReadme({
  packageFolder,
  count: 4,
  modules: {
    '@esekit/core': join(core, 'index.js'),
    '@esekit/core/node': join(core, 'node.js'),
    '@esekit/log': join(packageFolder, 'src', 'index.ts'),
    '@esekit/log/recovery': join(packageFolder, 'src', 'recovery', 'index.ts'),
  },
  files: (folder) => ({ 'SRU.log': writeLog(folder), evidence: join(folder, 'logs') }),
});

/** The log that the examples read: one record. */
function writeLog(folder: string): string {
  const logs = join(folder, 'logs');
  mkdirSync(logs, { recursive: true });
  const writer = LogWriter.create(writerOptions(createNodeFileSystem(), { folder: logs, base: 'SRU' }), {
    lGeneration: 1,
  });
  writer.append(
    encodeInsert({
      ...{
        procid: 5,
        dbid: 1,
        pgno: 31,
        dbtime: 2,
        dbtimeBefore: 1,
        trxBegin0: 4,
        level: 1,
        iline: 0,
        fFlags: 4,
      },
      ...{ rceid: 0, pgnoFDP: 31, objidFDP: 8, cbPrefix: 0, key: Uint8Array.of(1), data: Uint8Array.of(2) },
    }),
  );
  writer.close();
  return join(logs, 'SRU.log');
}
