/** Folders that a case speaks of and that hold no file, so that its recipe does not make them. */
export const emptyFolders: ReadonlyMap<string, readonly string[]> = new Map([
  ['R35', ['out']],
  ['R38', ['bk']],
]);

/** What comes of a case; what is left out is as recorded. */
interface OtherOutcome {
  readonly code?: number;
  readonly state?: readonly string[];
  readonly files?: readonly string[];
  readonly events?: string;
  readonly reason: string;
}

const beginsNoLog = 'the engine begins a new current log and fails then; we fail before';

/** The engine writes event 432, loses the code and carries on; we stop, and the header is not touched. */
const endingTooLow = (state: string, events: string, files: readonly string[] = []): OtherOutcome => ({
  code: -553,
  state: [state],
  files,
  events,
  reason: '31 §5.3.8 [R], B-185; a restore that fails leaves the set as it is',
});

/** Where the calls cannot or need not give what was recorded, each with its reason. */
export const otherOutcomes: ReadonlyMap<string, OtherOutcome> = new Map<string, OtherOutcome>([
  [
    'N04',
    { files: ['a.jfm was not touched'], reason: 'a database that replay creates gets its flush map later' },
  ],
  ['N05', { files: ['edb.log was not touched'], reason: beginsNoLog }],
  [
    'S58',
    {
      events: '300 301 399W 301 301 301 301 301 301 302',
      reason: 'how often 399 comes depends on how often the page is read from disk (37 §18)',
    },
  ],
  ['S79', { events: '', reason: 'a clean log is corrected where it is read, without a word' }],
  [
    'T17',
    {
      files: ['edb.log was not touched'],
      reason: 'pages ahead of the log are noticed before undo begins to write',
    },
  ],
  [
    'W16',
    {
      files: ['a.edb was not touched'],
      events: '300 552E 465E 454E',
      reason:
        'the engine also says that it has finished the damaged log; when the header is written is timing',
    },
  ],
  ['R04', endingTooLow('a.edb: fullCur 6:8:4C3 4-0, recorded 6:8:4C3 4-5', '204 432E 454E 205')],
  ['R05', { files: ['edb.log was not touched'], reason: beginsNoLog }],
  [
    'R30',
    {
      code: -515,
      reason: '31 §4 [M]: JetRestoreInstance answers -610 and -611 with JET_errInvalidLogSequence',
    },
  ],
  [
    'R54',
    endingTooLow('a.edb: fullCur A:6:0 A-0, recorded A:6:0 A-6', '204 432E 454E 205', [
      'edb.log was not touched',
    ]),
  ],
  [
    'E02',
    {
      code: 0,
      state: [
        'a.edb: state Clean, recorded Dirty',
        'a.edb: required 0-0, recorded 4-6',
        'a.edb: committed 0, recorded 6',
        'a.edb: fullCur 0:0:0 0-0, recorded 6:8:4C3 4-0',
      ],
      files: ['a.edb was touched', 'a.jfm was touched', 'edb.chk was touched', 'edb.log was touched'],
      events: '204 301 301 301 205',
      reason: '31 §3 [R]: generation 0 means what is in the folder',
    },
  ],
  [
    'E04',
    endingTooLow('a.edb: fullCur 6:8:4C3 4-0, recorded 6:8:4C3 4-5', '432E 454E 205', [
      'a.edb was not touched',
      'bk/edb00006.log was not touched',
    ]),
  ],
]);
