import { test } from 'vitest';
import type { Command, Sequence } from './commands';
import { Arena, Tally } from './run-sequence';

/** Sequences that the engine and the model once answered differently, each with what was wrong in the engine. */

const at = { s: 0, c: 0 } as const;

function insert(id: number, a: number | null = 0, { s, c } = { s: 0, c: 0 }): Command {
  return { call: 'insert', id, a, u: id, length: null, s, c };
}

const found: readonly (readonly [string, Omit<Sequence, 'rows' | 'end'>])[] = [
  [
    'JetSetCurrentIndex with NoMove leaves a prepared update alone: only MoveFirst is said to cancel it (14 §3)',
    {
      table: 'primary',
      commands: [
        insert(1),
        { call: 'prepare', kind: 'replace', ...at },
        { call: 'setIndex', name: 'byA', staysThere: true, ...at },
        { call: 'setColumn', column: 'a', value: 3, ...at },
        { call: 'update', ...at },
      ],
    },
  ],
  [
    'a record that another session has inserted is a duplicate, also for a record with a NULL that an index does not allow',
    {
      table: 'strict',
      commands: [
        { call: 'begin', s: 1, times: 1, isReadOnly: false },
        insert(3, 0, { s: 1, c: 0 }),
        insert(3, null),
      ],
    },
  ],
  [
    'a copy that takes the place of its original may not have a NULL that an index does not allow either',
    {
      table: 'strict',
      commands: [
        insert(1),
        { call: 'edit', kind: 'insertCopyDeleteOriginal', column: 'a', value: null, ...at },
      ],
    },
  ],
  [
    'an autoincrement value may be set that was handed out after the update was prepared (11 §4.1)',
    {
      table: 'primary',
      commands: [
        { call: 'prepare', kind: 'insertMustSetAutoIncrement', ...at },
        insert(1, 0, { s: 0, c: 1 }),
        { call: 'setColumn', column: 'ai', value: 1, ...at },
        { call: 'setColumn', column: 'ai', value: 2, ...at },
        { call: 'update', ...at },
      ],
    },
  ],
  [
    'a record that was read as it was before an uncommitted change is read anew after the commit, at level 0',
    {
      table: 'primary',
      commands: [
        insert(0),
        { call: 'begin', s: 1, times: 1, isReadOnly: false },
        { call: 'edit', kind: 'replace', column: 'a', value: 1, s: 1, c: 0 },
        { call: 'getRow', ...at },
        { call: 'commit', s: 1, isLazy: false },
        { call: 'setIndex', name: undefined, staysThere: true, s: 0, c: 1 },
        { call: 'getRow', ...at },
      ],
    },
  ],
];

test.each(found)('%s', async (_, sequence) => {
  const arena = new Arena(new Tally());
  await arena.play({ ...sequence, rows: 0, end: 'commit' });
  await arena.close();
});
