/** Where a restore cannot or need not give what was recorded, each with its reason. Everything else is strict. */

/** Folders that a case speaks of and that hold no file, so that its recipe does not make them. */
export const emptyFolders: ReadonlyMap<string, readonly string[]> = new Map([
  ['R35', ['out']],
  ['R38', ['bk']],
]);

interface OtherCode {
  readonly code: number;
  /** Where the state of the databases differs as well. */
  readonly state: readonly string[];
  readonly reason: string;
}

/** Cases that have to come out like another one. */
export const likeAnother: ReadonlyMap<string, { readonly id: string; readonly reason: string }> = new Map([
  ['E02', { id: 'E01', reason: '31 §3 [R]: generation 0 means what is in the folder' }],
]);

/** The engine writes event 432, loses the code and carries on; we stop, and the header is not touched. */
const endingTooLow = (state: string): OtherCode => ({
  code: -553,
  state: [state],
  reason: '31 §5.3.8 [R], B-185',
});

export const otherCodes: ReadonlyMap<string, OtherCode> = new Map<string, OtherCode>([
  ['R04', endingTooLow('a.edb: fullCur 6:8:4C3 4-0, recorded 6:8:4C3 4-5')],
  ['R54', endingTooLow('a.edb: fullCur A:6:0 A-0, recorded A:6:0 A-6')],
  ['E04', endingTooLow('a.edb: fullCur 6:8:4C3 4-0, recorded 6:8:4C3 4-5')],
]);

interface OtherEvents {
  readonly events: string;
  readonly reason: string;
}

export const otherEvents: ReadonlyMap<string, OtherEvents> = new Map<string, OtherEvents>([
  ['R04', { events: '204 432E 454E 205', reason: 'see the code: nothing is replayed' }],
  ['R54', { events: '204 432E 454E 205', reason: 'see the code: nothing is replayed' }],
  ['E04', { events: '432E 454E 205', reason: 'see the code: nothing is replayed' }],
]);

interface OtherFiles {
  readonly problems: readonly string[];
  readonly reason: string;
}

const noNewLog = {
  problems: ['edb.log was not touched'],
  reason: 'the engine begins a new current log and fails then; we fail before',
};

export const otherFiles: ReadonlyMap<string, OtherFiles> = new Map<string, OtherFiles>([
  ['R05', noNewLog],
  ['R54', noNewLog],
  [
    'E04',
    {
      problems: ['a.edb was not touched', 'bk/edb00006.log was not touched'],
      reason: 'a restore that fails leaves the set as it is; the header is left alone by 31 §5.3.8 [R]',
    },
  ],
]);
