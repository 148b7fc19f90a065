import { describe, expect, it } from 'vitest';
import { dbstate } from '@esekit/pages';
import { databasePath, InstanceScene, withDatabase } from './support/instance-scene';

describe('the life of an instance', () => {
  it('begins a stream, creates a database, and ends clean', async () => {
    const scene = new InstanceScene();
    const { instance } = await withDatabase(scene);
    expect(scene.header(databasePath)).toMatchObject({
      dbstate: dbstate.dirtyShutdown,
      dbid: 1,
      lGenMinRequired: 1,
    });
    expect(await instance.term()).toBe('JET_errSuccess');
    const header = scene.header(databasePath);
    expect(header).toMatchObject({ dbstate: dbstate.cleanShutdown, lGenMinRequired: 0, lGenMaxCommitted: 0 });
    expect(header.lgposConsistent).toEqual(header.lgposDetach);
    expect(scene.eventIds).toEqual([102, 105, 637, 325, 103]);
  });
});
