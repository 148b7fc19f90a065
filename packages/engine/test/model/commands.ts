import * as fc from 'fast-check';
import type { TableKind } from './table';
import { kinds, type Kind } from './updates';

/**
 * One call, or a few that belong together. Each of them means something whatever happened before, so that a
 * sequence without some of them is a sequence too.
 */
export type Command =
  | { readonly call: 'begin'; readonly s: number; readonly times: number; readonly isReadOnly: boolean }
  | { readonly call: 'commit'; readonly s: number; readonly isLazy: boolean }
  | { readonly call: 'rollback'; readonly s: number; readonly all: boolean }
  | { readonly call: 'open'; readonly s: number }
  | { readonly call: 'idle' }
  | ({ readonly s: number; readonly c: number } & CursorCommand);

export type Limit = 'none' | 'start' | 'end';

type CursorCommand =
  | { readonly call: 'close' | 'getRow' | 'getSecondaryBookmark' | 'count' | 'update' | 'delete' }
  | { readonly call: 'move'; readonly rows: number; readonly isKeyNE: boolean }
  | {
      readonly call: 'makeKey';
      readonly value: number | null;
      readonly isNew: boolean;
      readonly limit: Limit;
    }
  | {
      readonly call: 'seek';
      readonly value: number | null | undefined;
      readonly grbit: number;
      readonly limit: Limit;
    }
  | { readonly call: 'setRange'; readonly value: number | null | undefined; readonly grbit: number }
  | { readonly call: 'setIndex'; readonly name: string | undefined; readonly staysThere: boolean }
  | { readonly call: 'gotoBookmark'; readonly value: number | null | undefined }
  | {
      readonly call: 'gotoEntry';
      readonly value: number | null;
      readonly bookmark: number | null | undefined;
      readonly permitsVirtual: boolean;
    }
  | { readonly call: 'retrieveKey'; readonly copy: boolean }
  | { readonly call: 'getCopy' }
  | { readonly call: 'prepare'; readonly kind: Kind | 'cancel' }
  | { readonly call: 'setColumn'; readonly column: SettableColumn; readonly value: number | null }
  | { readonly call: 'setLong'; readonly length: number | null; readonly appends: boolean }
  | { readonly call: 'escrow'; readonly delta: number }
  | { readonly call: 'getLock'; readonly isWrite: boolean }
  | {
      readonly call: 'insert';
      readonly id: number | null;
      readonly a: number | null;
      readonly u: number | null;
      readonly length: number | null;
    }
  | {
      /** Prepares an update, sets a column, and posts it. */
      readonly call: 'edit';
      readonly kind: Kind;
      readonly column: SettableColumn;
      readonly value: number | null;
    };

export type SettableColumn = 'id' | 'a' | 'u' | 'e' | 'ver' | 'ai';

const nothing = fc.constant(null);
const anyId = fc.oneof({ weight: 12, arbitrary: fc.nat(4) }, { weight: 1, arbitrary: nothing });
const anyValue = fc.oneof({ weight: 8, arbitrary: fc.nat(3) }, { weight: 1, arbitrary: nothing });
const anySeekValue = fc.oneof({ weight: 10, arbitrary: fc.nat(4) }, { weight: 1, arbitrary: nothing });
const anyLimit = fc.constantFrom<Limit>('none', 'none', 'none', 'start', 'end');
const anyLength = fc.constantFrom<(number | null)[]>(null, 5, 3000, 9000);
const sometimes = fc.nat(4).map((n) => n === 0);
const rarely = fc.nat(19).map((n) => n === 0);
const never = fc.constant(undefined);

const anyRows = fc.constantFrom(1, 1, 1, -1, -1, 0, 0, 2, -2, 5, -0x8000_0000, 0x7fff_ffff);
const anySeek = fc.constantFrom(1, 1, 1, 1, 2, 4, 8, 16, 0x21, 0x41, 8, 0, 3);
const anyIndex = fc.constantFrom(undefined, undefined, 'byA', 'byA', 'byU', 'byU', 'byVer', 'none');
const anyKind = fc.constantFrom<(Kind | 'cancel')[]>(
  'replace',
  'replace',
  'replace',
  'cancel',
  ...(Object.keys(kinds) as (Kind | 'cancel')[]),
);

const anyColumn = fc.constantFrom<SettableColumn[]>('id', 'id', 'a', 'a', 'u', 'u', 'e', 'ver', 'ai');
const anyEditKind = fc.constantFrom<Kind[]>(
  'replace',
  'replace',
  'replace',
  'replaceNoLock',
  'insertCopy',
  'insertCopyDeleteOriginal',
  'insertCopyReplaceOriginal',
  'insertMustSetAutoIncrement',
);

/** Calls of a cursor, with how often they are made. */
const cursorCommands: readonly (readonly [number, fc.Arbitrary<CursorCommand>])[] = [
  [
    7,
    fc.record({ call: fc.constant('insert' as const), id: anyId, a: anyValue, u: anyId, length: anyLength }),
  ],
  [6, fc.record({ call: fc.constant('move' as const), rows: anyRows, isKeyNE: sometimes })],
  [
    6,
    fc.record({
      call: fc.constant('seek' as const),
      value: fc.oneof({ weight: 12, arbitrary: anySeekValue }, { weight: 1, arbitrary: never }),
      grbit: anySeek,
      limit: anyLimit,
    }),
  ],
  [
    1,
    fc.record({
      call: fc.constant('makeKey' as const),
      value: anyValue,
      isNew: fc.boolean(),
      limit: anyLimit,
    }),
  ],
  [
    2,
    fc.record({
      call: fc.constant('setRange' as const),
      value: fc.oneof({ weight: 8, arbitrary: anySeekValue }, { weight: 1, arbitrary: never }),
      grbit: fc.constantFrom(0, 1, 2, 3, 3, 3, 6, 8),
    }),
  ],
  [5, fc.record({ call: fc.constant('setIndex' as const), name: anyIndex, staysThere: sometimes })],
  [
    2,
    fc.record({
      call: fc.constant('gotoBookmark' as const),
      value: fc.oneof({ weight: 14, arbitrary: anyId }, { weight: 1, arbitrary: never }),
    }),
  ],
  [
    2,
    fc.record({
      call: fc.constant('gotoEntry' as const),
      value: anyValue,
      bookmark: fc.oneof({ weight: 14, arbitrary: anyId }, { weight: 1, arbitrary: never }),
      permitsVirtual: fc.boolean(),
    }),
  ],
  [3, fc.record({ call: fc.constant('getRow' as const) })],
  [2, fc.record({ call: fc.constant('getCopy' as const) })],
  [1, fc.record({ call: fc.constant('retrieveKey' as const), copy: fc.boolean() })],
  [1, fc.record({ call: fc.constant('getSecondaryBookmark' as const) })],
  [2, fc.record({ call: fc.constant('count' as const) })],
  [6, fc.record({ call: fc.constant('prepare' as const), kind: anyKind })],
  [
    6,
    fc.record({
      call: fc.constant('setColumn' as const),
      column: anyColumn,
      value: anyId,
    }),
  ],
  [3, fc.record({ call: fc.constant('setLong' as const), length: anyLength, appends: sometimes })],
  [5, fc.record({ call: fc.constant('update' as const) })],
  [4, fc.record({ call: fc.constant('delete' as const) })],
  [3, fc.record({ call: fc.constant('escrow' as const), delta: fc.integer({ min: -20, max: 20 }) })],
  [2, fc.record({ call: fc.constant('getLock' as const), isWrite: fc.boolean() })],
  [
    8,
    fc.record({
      call: fc.constant('edit' as const),
      kind: anyEditKind,
      column: anyColumn,
      value: anyId,
    }),
  ],
];

const anySession = fc.constantFrom(0, 0, 0, 0, 1, 1, 1, 2, 2, 3);
const anyCursor = fc.constantFrom(0, 0, 0, 0, 0, 1, 1, 2);

const anyCursorCommand: fc.Arbitrary<Command> = fc
  .tuple(
    anySession,
    anyCursor,
    fc.oneof(...cursorCommands.map(([weight, arbitrary]) => ({ weight, arbitrary }))),
  )
  .map(([s, c, command]) => ({ ...command, s, c }));

const anyTimes = fc.constantFrom(1, 1, 1, 1, 2, 2, 3, 5, 8);

const anyCommand: fc.Arbitrary<Command> = fc.oneof(
  { weight: 60, arbitrary: anyCursorCommand },
  {
    weight: 7,
    arbitrary: fc.record({
      call: fc.constant('begin' as const),
      s: anySession,
      times: anyTimes,
      isReadOnly: rarely,
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ call: fc.constant('commit' as const), s: anySession, isLazy: fc.boolean() }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ call: fc.constant('rollback' as const), s: anySession, all: sometimes }),
  },
  { weight: 1, arbitrary: fc.record({ call: fc.constant('open' as const), s: anySession }) },
  { weight: 1, arbitrary: fc.record({ s: anySession, c: anyCursor, call: fc.constant('close' as const) }) },
  { weight: 1, arbitrary: fc.record({ call: fc.constant('idle' as const) }) },
);

/** What happens to a table, and how it ends. */
export interface Sequence {
  readonly table: TableKind;
  /** Records that are there before. */
  readonly rows: number;
  readonly commands: readonly Command[];
  readonly end: 'commit' | 'rollback' | 'crash';
}

const anyWideSequence: fc.Arbitrary<Sequence> = fc.record({
  table: fc.constantFrom<TableKind[]>('primary', 'primary', 'strict', 'sequential'),
  rows: fc.nat(4),
  commands: fc.array(anyCommand, { minLength: 1, maxLength: 50, size: 'max' }),
  end: fc.nat(15).map((n) => (n === 15 ? 'crash' : n % 2 === 0 ? 'commit' : 'rollback')),
});

/** Two sessions with two cursors on few records, which get into each other's way all the time. */
function narrowed(sequence: Sequence): Sequence {
  const commands = sequence.commands.map((command): Command => {
    if ('c' in command) return { ...command, s: command.s % 2, c: command.c % 2 };
    return 's' in command ? { ...command, s: command.s % 2 } : command;
  });
  return { ...sequence, rows: Math.min(sequence.rows, 2), commands };
}

export const anySequence = fc.oneof(anyWideSequence, anyWideSequence.map(narrowed));
