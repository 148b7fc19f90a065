import { describe, test } from 'vitest';
import { createMemoryFileSystem } from '../../src/index';
import { createFailingFileSystem, fileSystemCompliance } from '../../src/testing/index';

/** A failing file system that is not told to fail is a file system like any other. */
fileSystemCompliance({ describe, test }, () => ({
  fs: createFailingFileSystem(createMemoryFileSystem()),
  folder: '.',
}));
