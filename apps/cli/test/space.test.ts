import { expect, it } from 'vitest';
import { damagedSample, memoryWithDatabase, samplePages } from './support/damage';
import { jsonOf, run } from './support/run';

it('space shows every tree, indexes below their tables', async () => {
  const { code, stdout } = await run(memoryWithDatabase(), ['space', 'a.edb']);
  expect(code).toBe(0);
  expect(stdout).toBe(
    [
      'tree               type      object  root page  owned  available',
      'a.edb              database       1          1    254        223',
      'MSysObjects        table          2          4     20          9',
      '  Name             index          4          7      3          0',
      '  RootObjects      index          5         10      3          0',
      'MSysObjectsShadow  table          3         24      5          0',
      'MSysObjids         table          6         29      1          0',
      'MSysLocales        table          7         30      1          0',
      'T                  table          8         31      1          0\n',
    ].join('\n'),
  );
});

it('space --json has the same', async () => {
  const json = jsonOf(await run(memoryWithDatabase(), ['space', 'a.edb', '--json']));
  expect(json).toMatchObject({ pageSize: 4096, pages: 254 });
  const trees = json['trees'] as Record<string, unknown>[];
  expect(trees).toHaveLength(8);
  expect(trees[2]).toEqual({
    table: 'MSysObjects',
    name: 'Name',
    type: 'index',
    objectId: 4,
    rootPage: 7,
    owned: 3,
    available: 0,
  });
});

it('a tree whose space is damaged is unknown, the others are not', async () => {
  const fs = memoryWithDatabase(damagedSample(samplePages.tableRoot));
  const { code, stdout, stderr } = await run(fs, ['space', 'a.edb']);
  expect(code).toBe(1);
  expect(stdout).toContain('T                  table          8         31  unknown    unknown\n');
  expect(stdout).toContain('MSysLocales        table          7         30        1          0\n');
  expect(stderr).toContain('JET_errReadVerifyFailure');
});
