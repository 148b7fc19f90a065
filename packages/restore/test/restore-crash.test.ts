import { createFailingFileSystem } from '@esekit/core/testing';
import { openDatabase } from '@esekit/engine';
import { describeCorpus, seededRandom, seedForRun } from '@esekit/testkit';
import { expect, it } from 'vitest';
import { changedFiles, EngineScene } from './support/engine-scene';

/** Each file operation of one restore fails, or is the last one before the process dies. */
describeCorpus('a restore that fails or dies at any file operation', () => {
  async function operations(): Promise<number> {
    const scene = new EngineScene();
    const fs = createFailingFileSystem(scene.disk);
    expect((await scene.restore({}, fs)).name).toBe('JET_errSuccess');
    return fs.trace.length;
  }

  it.each(['continue', 'killed'] as const)(
    '%s: the set stays, and the next one succeeds',
    async (afterwards) => {
      const random = seededRandom(seedForRun(`restore, ${afterwards}`));
      const total = await operations();
      for (let failAt = 1; failAt <= total; failAt++) {
        const scene = new EngineScene();
        const before = scene.contents('set');
        const fs = createFailingFileSystem(scene.disk, { failAt, afterwards, tornBytes: random.below(8192) });
        const first = await scene.restore({}, fs);
        const step = fs.trace[failAt - 1];
        expect({ step, changed: changedFiles(before, scene.contents('set')) }).toEqual({ step, changed: [] });
        if (first.name === 'JET_errSuccess') continue;
        expectNoFalseDatabase(scene, step);
        // A log that the first one has begun goes on from the set, so the second one replays it.
        const second = await scene.restore();
        expect({ step, name: second.name }).toEqual({ step, name: 'JET_errSuccess' });
        expectNoFalseDatabase(scene, step);
      }
    },
    300_000,
  );
});

/** Nothing that opens as a clean database may be anything but the restored one. */
function expectNoFalseDatabase(scene: EngineScene, step: unknown): void {
  if (scene.disk.statSync('to/a.edb') === undefined) return;
  let database;
  try {
    database = openDatabase(scene.disk, 'to/a.edb');
  } catch {
    return;
  }
  try {
    if (database.state !== 'CleanShutdown') return;
    expect({ step, rows: [...database.table('T').rows()].length }).toEqual({ step, rows: 220 });
  } finally {
    database.close();
  }
}
