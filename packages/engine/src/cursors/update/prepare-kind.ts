import { JetError } from '@esekit/core';

/** What JetPrepareUpdate is called with (14 §3). */
export const prepareKind = {
  insert: 0,
  replace: 2,
  cancel: 3,
  replaceNoLock: 4,
  insertCopy: 5,
  insertCopyDeleteOriginal: 7,
  readOnlyCopy: 8,
  insertCopyReplaceOriginal: 9,
  insertMustSetAutoIncrement: 10,
} as const;

export type PrepareKindName = Exclude<keyof typeof prepareKind, 'cancel'>;

/** What a kind of update does; the table of 14 §3, row by row. */
export interface PrepareTraits {
  readonly name: PrepareKindName;
  /** What becomes of the buffer. */
  readonly kind: 'insert' | 'replace' | 'readOnly';
  /** Begins with the current record. */
  readonly copies: boolean;
  /** Without a transaction of the caller: JET_errNotInTransaction. */
  readonly needsTransaction: boolean;
  /** Takes a write lock as it is prepared, when in a transaction. */
  readonly locks: boolean;
  /** The original is deleted when the copy is inserted, and hands its long values over. */
  readonly movesOriginal: boolean;
  /** A new record gets a fresh autoincrement value. */
  readonly takesAutoincrement: boolean;
}

const none = {
  copies: false,
  needsTransaction: false,
  locks: false,
  movesOriginal: false,
  takesAutoincrement: false,
} as const;

const traits: readonly PrepareTraits[] = [
  { ...none, name: 'insert', kind: 'insert', takesAutoincrement: true },
  { ...none, name: 'replace', kind: 'replace', copies: true, locks: true },
  { ...none, name: 'replaceNoLock', kind: 'replace', copies: true },
  {
    ...none,
    name: 'insertCopy',
    kind: 'insert',
    copies: true,
    needsTransaction: true,
    takesAutoincrement: true,
  },
  {
    ...none,
    name: 'insertCopyDeleteOriginal',
    kind: 'insert',
    copies: true,
    locks: true,
    movesOriginal: true,
    takesAutoincrement: true,
  },
  { ...none, name: 'readOnlyCopy', kind: 'readOnly', copies: true, needsTransaction: true },
  {
    ...none,
    name: 'insertCopyReplaceOriginal',
    kind: 'insert',
    copies: true,
    locks: true,
    movesOriginal: true,
  },
  { ...none, name: 'insertMustSetAutoIncrement', kind: 'insert' },
];

const byNumber: readonly (PrepareTraits | undefined)[] = traitsByNumber();

function traitsByNumber(): (PrepareTraits | undefined)[] {
  const list: (PrepareTraits | undefined)[] = [];
  for (const row of traits) list[prepareKind[row.name]] = row;
  return list;
}

/**
 * @param kind a number of `prepareKind`, but not `cancel`
 * @throws JET_errInvalidParameter
 */
export function traitsOf(kind: number): PrepareTraits {
  const row = byNumber[kind];
  if (row === undefined) throw new JetError('JET_errInvalidParameter', `prepare an update of kind ${kind}`);
  return row;
}
