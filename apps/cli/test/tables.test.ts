import { expect, it } from 'vitest';
import { damagedSample, memoryWithDatabase, samplePages } from './support/damage';
import { run } from './support/run';

const systemTables = [
  { name: 'MSysObjects', objectId: 2, rootPage: 4, rows: 80, system: true },
  { name: 'MSysObjectsShadow', objectId: 3, rootPage: 24, rows: 80, system: true },
  { name: 'MSysObjids', objectId: 6, rootPage: 29, rows: 7, system: true },
  { name: 'MSysLocales', objectId: 7, rootPage: 30, rows: 7, system: true },
];
const tableT = { name: 'T', objectId: 8, rootPage: 31, rows: 10, system: false };

it('tables --json says everything', async () => {
  const { code, stdout } = await run(memoryWithDatabase(), ['tables', 'a.edb', '--json']);
  expect({ code, json: JSON.parse(stdout) }).toEqual({
    code: 0,
    json: { tables: [...systemTables, tableT] },
  });
});

it('tables shows them to a person, columns aligned', async () => {
  const { stdout } = await run(memoryWithDatabase(), ['tables', 'a.edb']);
  expect(stdout).toBe(
    [
      'table              object  root page  rows',
      'MSysObjects             2          4    80  system',
      'MSysObjectsShadow       3         24    80  system',
      'MSysObjids              6         29     7  system',
      'MSysLocales             7         30     7  system',
      'T                       8         31    10\n',
    ].join('\n'),
  );
});

it('a damaged table: what can be counted is, the rest is reported', async () => {
  const fs = memoryWithDatabase(damagedSample(samplePages.tableRoot));
  const { code, stdout, stderr } = await run(fs, ['tables', 'a.edb', '--json']);
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toEqual({ tables: [...systemTables, { ...tableT, rows: 0 }] });
  expect(stderr).toBe(
    'a.edb: JET_errReadVerifyFailure: page 31: checksum is wrong: rows of T with any key are lost\n' +
      'esekit: JET_errReadVerifyFailure (-1018): a.edb: 1 damaged place met\n',
  );
});

it('a terminal is shown the first 20 damaged places and how many there are', async () => {
  const fs = memoryWithDatabase(damagedSample(...Array.from({ length: 31 }, (_, i) => i + 4)));
  const { code } = await run(fs, ['tables', 'a.edb'], { stderr: { isTerminal: true } });
  expect(code).toBe(1);
});
