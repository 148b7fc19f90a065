import { join } from 'node:path';
import { createNodeFileSystem } from '@esekit/core/node';
import { describeCorpus, temporaryFolder, unpackEngineArchive } from '@esekit/testkit';
import { expect, it } from 'vitest';
import { openDatabase, type Database } from '../../../src/index';
import { column, index, insert, path, SchemaScene } from '../engine-fixture';
import { pageText } from './page-text';

/** Pages that have a content: the others are zero or were never used. */
const pagesOfEmpty = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 24, 25, 26, 27, 28, 29, 30];

describeCorpus('databases made by the same calls as the engine (10 §5, 04 §8)', () => {
  const folder = temporaryFolder();
  const files = createNodeFileSystem();

  const fixture = (name: string): Database =>
    openDatabase(files, join(unpackEngineArchive(name, folder), 'files', 'a.edb'));

  function expectSame(scene: SchemaScene, name: string, pages: readonly number[]): void {
    const theirs = fixture(name);
    const ours = openDatabase(scene.fs, path);
    const wanted = pages.map((pgno) => pageText(theirs.source, pgno));
    expect(pages.map((pgno) => pageText(ours.source, pgno))).toEqual(wanted);
    expect(ours.header.objidLast).toBe(theirs.header.objidLast);
    theirs.close();
    ours.close();
  }

  it('clean-empty-4k: every page is the same', async () => {
    const scene = new SchemaScene();
    await scene.start();
    await scene.end();
    expectSame(scene, 'clean-empty-4k', pagesOfEmpty);
  });

  it('clean-small-4k: every page is the same', async () => {
    const scene = new SchemaScene();
    const session = await scene.start();
    const { catalog } = scene;
    session.begin();
    const table = catalog.createTable(session, { name: 'T' });
    catalog.addColumn(session, table, column('id', 4));
    catalog.addColumn(session, table, column('name', 10));
    catalog.createIndexes(session, table, [index('PK', '+id', 2)]);
    for (let id = 1; id <= 10; id++) insert(session, table, { id, name: `row${id}` });
    await session.commit();
    await scene.end();
    expectSame(scene, 'clean-small-4k', [...pagesOfEmpty, 31]);
  });
});
