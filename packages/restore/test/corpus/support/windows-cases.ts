import type { RecoveryOptions } from '@esekit/log/recovery';
import { databasesByMap } from '@esekit/log';
import { memoryFolder } from './memory-folder';

/** A row of the table in `real-sets.md`: a set of Windows, a way to recover it, and what comes of it. */
export interface WindowsCase {
  readonly set: string;
  readonly what: string;
  /** Files that are given. Default: all. */
  readonly given?: (name: string) => boolean;
  readonly options?: Partial<RecoveryOptions>;
  readonly code: number;
  /** State of the database afterwards; `undefined` when there is none. */
  readonly state?: 'Clean' | 'Dirty';
  /** Pages of the file afterwards, the two of the header included. */
  readonly blocks?: number;
  /** The dump of the rows afterwards. */
  readonly rows?: string;
  /** What of the published set changes; `nothing` is nothing at all. */
  readonly changes:
    'nothing' | 'all but the database' | 'the header' | 'the header and the end' | 'everything';
  /** A page that the log ends behind the allocation of, and before its use. */
  readonly leakedPage?: number;
  /** Every page that is there must hold what the published database holds. */
  readonly hasPublishedPages?: boolean;
}

const database = 'SRUDB.dat';
const without =
  (...names: readonly string[]) =>
  (name: string): boolean =>
    !names.includes(name);
const only =
  (...names: readonly string[]) =>
  (name: string): boolean =>
    names.includes(name);

const clean = { code: 0, state: 'Clean' } as const;
const gen1 = {
  set: 'srum-server2022-gen1',
  ...clean,
  blocks: 48,
  rows: '09ac8180e339d3b7',
} as const;
const dirty = {
  set: 'srum-win11-dirty',
  ...clean,
  blocks: 592,
  rows: 'd7c7e66cb3931cd4',
  changes: 'the header and the end',
} as const;
const repaired = {
  set: 'srum-win11-dirty.repaired-by-esentutl',
  state: 'Clean',
  blocks: 608,
  rows: 'd7c7e66cb3931cd4',
} as const;

/** Where the logs say that the database is, on the machine that wrote them. */
const loggedPath = 'C:\\Windows\\system32\\SRU\\SRUDB.dat';

export const windowsCases: readonly WindowsCase[] = [
  { ...gen1, what: 'as it is', changes: 'all but the database' },
  { ...gen1, what: 'eight digits', options: { legacyFileNames: 1 }, changes: 'all but the database' },
  { ...gen1, what: 'checkpoint removed', given: without('SRU.chk'), changes: 'all but the database' },
  {
    ...gen1,
    what: 'logs from generation 1 alone',
    given: only('SRU00001.log', 'SRU.log'),
    changes: 'everything',
    hasPublishedPages: true,
  },
  {
    set: 'srum-server2022-gen1',
    what: 'checkpoint and logs, no database',
    given: only('SRU.chk', 'SRU00001.log', 'SRU.log'),
    code: 0,
    changes: 'everything',
  },
  {
    ...gen1,
    what: 'generation 1 alone',
    given: only('SRU00001.log'),
    options: { acceptsMissingCurrentLog: true },
    rows: 'c0682d9cee3a11c0',
    leakedPage: 15,
    changes: 'everything',
  },
  {
    ...gen1,
    what: 'generation 1 alone, lossy',
    given: only('SRU00001.log'),
    options: { acceptsMissingCurrentLog: true, flags: { ignoreLostLogs: true } },
    rows: 'c0682d9cee3a11c0',
    leakedPage: 15,
    changes: 'everything',
  },
  {
    set: 'srum-server2022-gen1',
    what: 'generation 1 alone, as JetInit does it',
    given: only('SRU00001.log'),
    code: -528,
    changes: 'nothing',
  },
  {
    set: 'srum-win10-rathbun',
    what: 'as it is',
    ...clean,
    blocks: 192,
    rows: 'ee0b9495b947ad36',
    changes: 'all but the database',
  },
  {
    set: 'srum-win10-rathbun.after-esentutl',
    what: 'as it is',
    ...clean,
    blocks: 192,
    rows: 'ee0b9495b947ad36',
    changes: 'all but the database',
  },
  { ...dirty, what: 'as it is', hasPublishedPages: true },
  { ...dirty, what: 'checkpoint removed', given: without('SRU.chk'), hasPublishedPages: true },
  {
    ...dirty,
    what: 'by a map',
    options: { databases: databasesByMap([{ loggedPath, path: `${memoryFolder}/${database}` }]) },
    hasPublishedPages: true,
  },
  {
    set: 'srum-win11-dirty',
    what: 'eight digits',
    options: { legacyFileNames: 1 },
    code: -513,
    state: 'Dirty',
    blocks: 608,
    changes: 'nothing',
  },
  {
    set: 'srum-win11-dirty',
    what: 'redo alone',
    options: { flags: { withoutUndo: true } },
    code: -579,
    state: 'Dirty',
    blocks: 608,
    changes: 'the header',
  },
  {
    set: 'srum-win11-dirty',
    what: 'logged paths as they stand',
    options: { databases: { locate: ({ path }) => path } },
    code: -1216,
    state: 'Dirty',
    blocks: 608,
    changes: 'nothing',
  },
  { ...repaired, what: 'as it is', code: -1216, changes: 'nothing' },
  {
    ...repaired,
    what: 'missing databases ignored',
    options: { flags: { ignoreMissingDatabases: true } },
    code: 0,
    changes: 'all but the database',
  },
];
