import { describeCorpus, temporaryFolder } from '@esekit/testkit';
import { afterAll, expect, test } from 'vitest';
import { archiveNames, databaseFolders, type CorpusFolder } from '../support/corpus-folders';
import { differences, type Contents } from '../support/sample';
import { failureOf, Scene } from '../support/scene';

/**
 * Folders that the engine left: instances after a clean end, after a recovery, after a crash, and the
 * engine's own backup sets. Damaged ones (`damaged`, and what a repair made of them) are apart.
 */
describeCorpus('the folders of the engine', () => {
  const temporary = temporaryFolder();
  const counts = { clean: 0, dirty: 0, sets: 0 };
  const isDamaged = (name: string): boolean => /\/(damaged|after-repair)$/.test(name);

  test.each(archiveNames())(
    '%s',
    async (archive) => {
      for (const folder of databaseFolders(archive, temporary)) {
        if (isDamaged(folder.name)) continue;
        const scene = new Scene(undefined, folder.contents);
        if (/\/bak(\/new)?$/.test(folder.name)) await checkEngineSet(scene, folder);
        else if (folder.states.every((state) => state === 3)) await checkClean(scene, folder);
        else await checkDirty(scene, folder);
      }
    },
    60_000,
  );

  afterAll(() => {
    expect(counts.clean).toBeGreaterThan(30);
    expect(counts.dirty).toBeGreaterThan(25);
    expect(counts.sets).toBeGreaterThan(5);
  });

  async function checkClean(scene: Scene, { name, contents }: CorpusFolder): Promise<void> {
    counts.clean++;
    const { manifest, skipped } = await scene.backup();
    const set = new Map(scene.contents('set'));
    set.delete('esekit-backup.json');
    const listed = new Map(manifest.files.map((file) => [file.name, contents.get(file.name)!]));
    expect(differences(set, listed), name).toEqual([]);
    expect(scene.events, name).toEqual([]);
    expect(await scene.verify(), name).toMatchObject({
      type: 'backupSet',
      ok: true,
      problems: [],
      extra: [],
    });
    const transient = /(tmp\.(log|jtx)|res[0-9]{5}\.jrs)$/i;
    const expected = [...contents.keys()].filter((file) => !transient.test(file) && !skipped.includes(file));
    expect([...listed.keys()].sort(), name).toEqual(expected.sort());
    expect(
      skipped.filter((file) => /\.(edb|jfm|log|jtx|chk|jcp)$/i.test(file)),
      name,
    ).toEqual([]);
    expect(differences(scene.contents('source'), contents), name).toEqual([]);
  }

  async function checkDirty(scene: Scene, { name }: CorpusFolder): Promise<void> {
    counts.dirty++;
    const error = await failureOf(scene.backup());
    expect({ name, code: error.code }).toEqual({ name, code: -550 });
    expect(error.hint, name).toBeTruthy();
    expect(scene.disk.statSync('set'), name).toBeUndefined();
  }

  async function checkEngineSet(
    scene: Scene,
    { name, contents }: { name: string; contents: Contents },
  ): Promise<void> {
    counts.sets++;
    const found = await scene.verify('source');
    expect(found, name).toMatchObject({ type: 'folder', ok: true, problems: [], chain: { ok: true } });
    const databases = found.files.filter((file) => file.type === 'backupDatabase');
    expect(databases.length, name).toBe([...contents.keys()].filter((file) => /\.edb$/i.test(file)).length);
    for (const database of databases) expect(database, name).toMatchObject({ trailer: 'good', bad: [] });
    // A copy that needs its logs is none that can be copied as an instance.
    expect((await failureOf(scene.backup())).name, name).toBe('JET_errSoftRecoveryOnBackupDatabase');
  }
});
