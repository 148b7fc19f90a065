/**
 * Where soft recovery cannot or need not give what was recorded, each with its reason. Everything that is not in
 * these lists is compared strictly.
 */

/** Cases that the calls answer before recovery begins. */
export const belongsToTheCalls: ReadonlyMap<string, string> = new Map([
  ['S63b', 'JetSetSystemParameter refuses a page size of 2048'],
]);

interface OtherEvents {
  readonly events: string;
  readonly reason: string;
}

/** Events of ours that differ. */
export const differentEvents: ReadonlyMap<string, OtherEvents> = new Map<string, OtherEvents>([
  [
    'S58',
    {
      events: '300 301 399W 301 301 301 301 301 301 302',
      reason: 'how often 399 comes depends on how often the page is read from disk (37 §18)',
    },
  ],
  [
    'S79',
    {
      events: '',
      reason: 'a clean log has no recovery: its two scans are those of the run that begins (calls)',
    },
  ],
  [
    'W16',
    { events: '300 552E 465E 454E', reason: 'the engine also says that it has finished the damaged log' },
  ],
]);

interface OtherFiles {
  readonly problems: readonly string[];
  readonly reason: string;
}

const theRunThatBegins =
  'Init2 to Term2 of the run that begins and ends behind recovery are written by the calls';

/** Files that are touched or left alone otherwise than recorded. */
export const differentFiles: ReadonlyMap<string, OtherFiles> = new Map<string, OtherFiles>([
  ['S73', { problems: ['edb.log was not touched'], reason: theRunThatBegins }],
  ['S76', { problems: ['edb.chk was not touched', 'edb.log was not touched'], reason: theRunThatBegins }],
  ['S78', { problems: ['edb.chk was not touched', 'edb.log was not touched'], reason: theRunThatBegins }],
  ['S79', { problems: ['edb.chk was not touched', 'edb.log was not touched'], reason: theRunThatBegins }],
  [
    'N04',
    {
      problems: ['edb.log was not touched', 'a.jfm was not touched'],
      reason: `${theRunThatBegins}; a database that replay creates has no flush map until it is attached again`,
    },
  ],
  [
    'N05',
    {
      problems: ['edb.log was not touched'],
      reason: 'the engine begins a new current log and fails then; we fail before',
    },
  ],
  [
    'T17',
    {
      problems: ['edb.log was not touched'],
      reason: 'pages ahead of the log are noticed before undo begins to write',
    },
  ],
  [
    'W16',
    {
      problems: ['a.edb was not touched'],
      reason: 'whether the header is written before the failure is timing',
    },
  ],
]);
