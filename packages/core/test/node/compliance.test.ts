import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@esekit/testkit';
import { describe, test } from 'vitest';
import { createNodeFileSystem } from '../../src/node/index';
import { fileSystemCompliance } from '../../src/testing/index';

const folder = temporaryFolder();

fileSystemCompliance(
  { describe, test },
  () => ({ fs: createNodeFileSystem(), folder: mkdtempSync(join(folder, 'case-')) }),
  { openFilesOutliveTheirNames: process.platform !== 'win32' },
);
