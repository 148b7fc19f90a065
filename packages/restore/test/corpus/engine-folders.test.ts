import { readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { backupCleanInstance } from '@esekit/backup';
import { createMemoryFileSystem, type FileSystem } from '@esekit/core';
import { corpus, describeCorpus, temporaryFolder, unpackArchive } from '@esekit/testkit';
import { afterAll, expect, test } from 'vitest';
import { restoreSet } from '../../src';
import { contentsOnDisk, differences, digests, type Contents } from '../support/restore-scene';

/** Every instance that the engine shut down cleanly comes back from its backup as it was. */
describeCorpus('the clean instances of the engine', () => {
  const temporary = temporaryFolder();
  const archives = corpus.available
    ? readdirSync(corpus.path('engine')).filter((name) => name.endsWith('.tar.gz'))
    : [];
  let restored = 0;

  test.each(archives)(
    '%s',
    async (archive) => {
      const root = unpackArchive(corpus.path('engine', archive), join(temporary, archive));
      for (const folder of foldersBelow(root)) {
        const contents = contentsOnDisk(folder);
        if (!isClean(contents) || /damaged|after-repair/.test(folder)) continue;
        restored++;
        const fs = createMemoryFileSystem();
        fs.createDirectorySync('source');
        for (const [name, bytes] of contents) fs.openSync(`source/${name}`, 'createNew').writeSync(bytes, 0);
        const options = { digests, tool: 'test 1', now: new Date(0) };
        const { manifest } = await backupCleanInstance(fs, 'source', 'set', options);
        await restoreSet(fs, 'set', 'target', { digests });
        const expected = new Map(manifest.files.map(({ name }) => [name, contents.get(name)!]));
        expect(differences(filesIn(fs, 'target'), expected), relative(root, folder)).toEqual([]);
      }
    },
    60_000,
  );

  afterAll(() => {
    expect(restored).toBeGreaterThan(30);
  });
});

function foldersBelow(folder: string): string[] {
  const inside = readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isDirectory());
  return [folder, ...inside.flatMap(foldersBelow)];
}

/** Whether all databases of a folder say that they were shut down cleanly (dbstate 3). */
function isClean(contents: Contents): boolean {
  const databases = [...contents].filter(([name]) => /\.edb$/i.test(name));
  return databases.length > 0 && databases.every(([, bytes]) => bytes[52] === 3);
}

function filesIn(fs: FileSystem, folder: string): Contents {
  return new Map(
    fs.readDirectorySync(folder).map((name) => {
      const file = fs.openSync(`${folder}/${name}`, 'read');
      const bytes = new Uint8Array(file.sizeSync());
      file.readSync(bytes, 0);
      return [name, bytes];
    }),
  );
}
