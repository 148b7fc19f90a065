import { describe, test } from 'vitest';
import { createMemoryFileSystem } from '../../src/memory/memory-file-system';
import { fileSystemCompliance } from '../../src/testing/index';

fileSystemCompliance({ describe, test }, () => {
  const fs = createMemoryFileSystem();
  fs.createDirectorySync('folder');
  return { fs, folder: 'folder' };
});

describe('in the root folder', () => {
  fileSystemCompliance({ describe, test }, () => ({ fs: createMemoryFileSystem(), folder: '/' }));
});
