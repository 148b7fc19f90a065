import { createNodeFileSystem } from '@esekit/core/node';
import { corpus, describeCorpus, temporaryFolder, unpackArchive } from '@esekit/testkit';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { examine } from '../support/contract';

const fs = createNodeFileSystem();

/** Archives, the folder in them, and the state of the databases there. */
const folders = [
  ['clean-small-4k', 'files', 'CleanShutdown'],
  ['clean-types-8k', 'files', 'CleanShutdown'],
  ['clean-types-32k', 'files', 'CleanShutdown'],
  ['dirty-multigen-4k', 'files', 'DirtyShutdown'],
  ['dirty-multigen-4k', 'recovered', 'CleanShutdown'],
  ['dirty-twodb-4k', 'files', 'DirtyShutdown'],
  ['dirty-circular-4k', 'files', 'DirtyShutdown'],
  ['dirty-uncommitted-32k', 'files', 'DirtyShutdown'],
  ['backup-full-4k', 'bak', 'DirtyShutdown'],
  ['backup-full-twodb-4k', 'bak', 'DirtyShutdown'],
  ['backup-external-4k', 'bak', 'DirtyShutdown'],
] as const;

describeCorpus('folders made by the engine', () => {
  const target = temporaryFolder();

  /** Where an archive is unpacked; its files stand in it or in a folder of its name. */
  function unpacked(archive: string): string {
    const place = join(target, archive);
    if (!existsSync(place)) unpackArchive(corpus.path('engine', `${archive}.tar.gz`), place);
    const inner = join(place, archive);
    return existsSync(inner) ? inner : place;
  }

  it.each(folders)('%s/%s is sound', async (archive, name, state) => {
    const folder = join(unpacked(archive), name);
    const { code, json } = await examine(fs, 'verify', folder);
    expect({ code, problems: json['problems'], chain: json['chain'] }).toMatchObject({
      code: 0,
      problems: [],
      chain: { ok: true },
    });
    const databases = (json['files'] as { type: string; state: string }[]).filter(({ state }) => state);
    expect(databases.length).toBeGreaterThan(0);
    for (const database of databases) expect(database.state).toBe(state);
    const isBackup = name === 'bak';
    for (const { type } of databases) expect(type).toBe(isBackup ? 'backupDatabase' : 'database');

    for (const file of readdirSync(folder)) {
      const info = await examine(fs, 'info', join(folder, file));
      expect({ file, code: info.code }).toEqual({ file, code: 0 });
    }
  });

  it('a torn log is damage of its last position', async () => {
    const folder = join(unpacked('dirty-torn-tail-4k'), 'files');
    const { code, json } = await examine(fs, 'verify', folder);
    expect(code).toBe(1);
    const damaged = (json['files'] as { path: string; ok: boolean }[]).filter(({ ok }) => !ok);
    expect(damaged).toMatchObject([
      {
        path: join(folder, 'edb.log'),
        generation: 4,
        segments: { good: 2, bad: 1 },
        problems: [{ error: 'JET_errLogFileCorrupt', segment: 3, correctable: false }],
      },
    ]);
  });
});
