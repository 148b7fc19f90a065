import { describe, expect, it } from 'vitest';
import { memoryWithDatabase } from './support/damage';
import { jsonOf, run } from './support/run';
import { tableJson } from '../src/schema/schema-json';
import { schemaText } from '../src/schema/schema-text';
import { styleFor } from '../src/output/style';
import { capture } from './support/run';
import { coltyp, type IndexSchema } from '@esekit/engine';
import { column, multiValued, startTable, tableOf } from './export/record-builder';

describe('schema', () => {
  it('of one table, with --json', async () => {
    const outcome = await run(memoryWithDatabase(), ['schema', 'a.edb', 't', '--json']);
    const common = { kind: expect.anything(), flags: [], default: null, template: false };
    expect(jsonOf(outcome)).toMatchObject({
      tables: [
        {
          name: 'T',
          objectId: 8,
          rootPage: 31,
          system: false,
          template: null,
          longValues: null,
          columns: [
            { ...common, id: 1, name: 'id', type: 'Long', size: 4, codePage: null },
            { ...common, id: 128, name: 'name', type: 'Text', size: 255, codePage: 1252 },
          ],
          indexes: [{ name: 'PK', key: '+id', primary: true, unique: true, rootPage: 31 }],
        },
      ],
    });
  });

  it('of all tables', async () => {
    const outcome = await run(memoryWithDatabase(), ['schema', 'a.edb', '--json']);
    const { tables } = jsonOf(outcome) as { tables: { name: string; columns: unknown[] }[] };
    expect(tables.map(({ name }) => name)).toEqual([
      'MSysObjects',
      'MSysObjectsShadow',
      'MSysObjids',
      'MSysLocales',
      'T',
    ]);
    expect(tables[0]!.columns).toHaveLength(29);
  });

  it('of a table that does not exist: exit code 1, and where the names are', async () => {
    expect(await run(memoryWithDatabase(), ['schema', 'a.edb', 'U'])).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'esekit: JET_errObjectNotFound (-1305): a.edb has no table U\n  esekit tables a.edb lists the tables.\n',
    });
  });
});

describe('a schema with everything in it', () => {
  startTable();
  const columns = [
    column('n', coltyp.long, 'fixed', { flags: 0x8000_0001 | 0, defaultValue: Uint8Array.of(1, 0, 0, 0) }),
    column('list', coltyp.longText, 'tagged', { ...multiValued, codePage: 1200 }),
    column('old', coltyp.text, 'tagged', { isTemplate: true, userDefault: 'dll!f' }),
    column('odd', 99, 'tagged'),
  ];
  const index: IndexSchema = {
    name: 'by\u001bList',
    objidFDP: 9,
    pgnoFDP: 40,
    flags: 0,
    isPrimary: false,
    isUnique: false,
    density: 80,
    segments: [
      { column: columns[1]!, descending: true },
      { column: columns[0]!, descending: false },
    ],
    conditional: [
      { column: columns[2]!, mustBeNull: true },
      { column: columns[0]!, mustBeNull: false },
    ],
    keyMost: 255,
    varSegMac: undefined,
    lcMapFlags: 1,
    localeName: 'de-DE',
    lcid: 0,
    sortVersion: Uint8Array.of(1),
    sortId: 'id',
    tupleLimits: { min: 3, max: 10, toIndexMax: 100, increment: 1, start: 0 },
  };
  const table = tableJson({
    ...tableOf(columns),
    indexes: [index],
    templateName: 'Base',
    longValues: { objidFDP: 10, pgnoFDP: 50 },
    callbacks: [{ type: 1, name: 'dll!g' }],
  });

  it('has its members', () => {
    expect(table).toMatchObject({
      template: 'Base',
      longValues: { objectId: 10, rootPage: 50 },
      columns: [
        { name: 'n', flags: ['notNull', '0x80000000'], default: 1 },
        { name: 'list', flags: ['multiValued'], codePage: 1200 },
        { name: 'old', template: true, default: { callback: 'dll!f' } },
        { name: 'odd', type: 'type 99' },
      ],
      indexes: [{ key: '-list+n', conditions: '?old*n', locale: 'de-DE', tuple: { min: 3 } }],
    });
  });

  it('has a text', () => {
    expect(schemaText([table], styleFor(capture()))).toBe(
      [
        'T: object 8, root page 31, derived from Base, long values in object 10, root page 50, callback dll!g',
        '   id  column  type           size  flags               default',
        '    1  n       Long              4  notNull 0x80000000  1',
        '  256  list    LongText 1200     -  multiValued',
        '  257  old     Text 1252         -  inherited           {"callback":"dll!f"}',
        '  258  odd     type 99           -',
        '',
        '  index       key                root page  flags  locale',
        '  by\\x1bList  -list+n if ?old*n         40         de-DE\n',
      ].join('\n'),
    );
  });
});
