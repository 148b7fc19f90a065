import { createMemoryFileSystem, type FileSystem } from '@esekit/core';
import { putFolder, type FolderContents } from '@esekit/testkit';

/** The folder in which recoveries in memory take place. */
export const memoryFolder = 'w';

/** A file system in memory whose folder {@link memoryFolder} holds these files. */
export function inMemory(contents: FolderContents): FileSystem {
  const fs = createMemoryFileSystem();
  putFolder(fs, memoryFolder, contents);
  return fs;
}
