import type { RecoveryFlags } from '@esekit/log/recovery';

/** A folder of an archive of the engine, and what recovery has to make of it. */
export interface EngineCase {
  readonly archive: string;
  /** The instance, below the archive's folder. Default `files`. */
  readonly folder?: string;
  /** Names that are taken away before, with the reason in `what`. */
  readonly without?: readonly string[];
  readonly what?: string;
  readonly flags?: RecoveryFlags;
  /** Default 0. */
  readonly code?: number;
  readonly databases: readonly EngineDatabase[];
}

export interface EngineDatabase {
  readonly name: string;
  /** Row dump of the state afterwards; without one the database must be sound. */
  readonly rows?: string;
  /** The folder that the engine's own recovery left. */
  readonly recovered?: string;
  /** That folder saw nothing behind the recovery, so positions and ranges can be compared as well. */
  readonly isUntouched?: boolean;
}

/** Archives whose one database was recovered, attached, read and closed by the engine. */
const standard = [
  'dirty-btree-split-4k',
  'dirty-circular-4k',
  'dirty-ckpt-advanced-32k',
  'dirty-ckpt-advanced-4k',
  'dirty-crash-during-recovery-4k',
  'dirty-dbfile-missing-4k',
  'dirty-ddl-4k',
  'dirty-efv8620-4k',
  'dirty-efv9180-4k',
  'dirty-legacynames0-4k',
  'dirty-legacynames3-4k',
  'dirty-lv-4k',
  'dirty-multigen-4k',
  'dirty-nojfm-4k',
  'dirty-term-abrupt-4k',
  'dirty-uncommitted-32k',
  'dirty-uncommitted-4k',
  'dirty-uncommitted-8k',
  // Has no edb.log but edbtmp.log: the copy was taken between the two renames of a rollover.
  'backup-ossnapshot-4k',
];

const standardDatabase = { name: 'a.edb', rows: 'recovered-a.jsonl', recovered: 'recovered' };

const expected = [{ name: 'a.edb', rows: 'expected.jsonl' }];
const final = [{ name: 'a.edb', rows: 'expected-final.jsonl' }];

export const engineCases: readonly EngineCase[] = [
  ...standard.map((archive) => ({ archive, databases: [standardDatabase] })),
  {
    archive: 'dirty-twodb-4k',
    databases: ['a', 'b'].map((letter) => ({
      name: `${letter}.edb`,
      rows: `recovered-${letter}.jsonl`,
      recovered: 'recovered',
    })),
  },
  {
    archive: 'eseutil-modes-4k',
    databases: [{ name: 'a.edb', rows: 'expected.jsonl', recovered: 'recovered', isUntouched: true }],
  },
  {
    archive: 'dirty-recovery-without-undo-4k',
    databases: [{ ...standardDatabase, rows: 'recovered-final.jsonl', recovered: 'recovered-final' }],
  },
  {
    archive: 'dirty-recovery-without-undo-4k',
    what: 'redo alone',
    flags: { withoutUndo: true },
    code: -579,
    databases: [{ name: 'a.edb', recovered: 'recovered-noundo', isUntouched: true }],
  },
  {
    archive: 'dirty-recovery-without-undo-4k',
    folder: 'recovered-noundo',
    what: 'what the engine left after redo alone',
    databases: [{ ...standardDatabase, rows: 'recovered-final.jsonl', recovered: 'recovered-final' }],
  },
  {
    archive: 'dirty-torn-tail-4k',
    code: -501,
    databases: [{ name: 'a.edb', recovered: 'recovered', isUntouched: true }],
  },
  {
    archive: 'dirty-lostlogs-waypoint-4k',
    folder: 'files-all',
    what: 'all logs',
    databases: [{ name: 'a.edb', rows: 'expected-full.jsonl' }],
  },
  {
    archive: 'dirty-lostlogs-waypoint-4k',
    what: 'lost logs not accepted',
    code: -582,
    databases: [{ name: 'a.edb', recovered: 'recovered-plain', isUntouched: true }],
  },
  {
    archive: 'dirty-lostlogs-waypoint-4k',
    what: 'lost logs accepted',
    flags: { ignoreLostLogs: true },
    code: 585,
    databases: [{ name: 'a.edb', rows: 'recovered-ignorelost.jsonl', recovered: 'recovered-ignorelost' }],
  },
  // The variants of one stream whose damage is a missing file; the others are cases of damage/.
  { archive: 'dirty-log-variants-4k', what: 'nothing missing', databases: expected },
  { archive: 'dirty-log-variants-4k', what: 'a', without: ['edb.log'], code: -543, databases: [] },
  { archive: 'dirty-log-variants-4k', what: 'b', without: ['edb00000003.log'], code: -515, databases: [] },
  { archive: 'dirty-log-variants-4k', what: 'c', without: ['edb00000001.log'], code: -528, databases: [] },
  { archive: 'dirty-log-variants-4k', what: 'd', without: ['edb.chk'], databases: expected },
  { archive: 'dirty-log-variants-4k', what: 'h', without: ['edbtmp.log'], databases: expected },
  { archive: 'dirty-log-variants-4k', what: 'k', without: ['a.jfm'], databases: expected },
  // The instances that went on behind a backup and crashed.
  { archive: 'backup-full-4k', folder: 'live', databases: final },
  { archive: 'backup-full-incr-4k', folder: 'live', databases: final },
  { archive: 'backup-external-4k', folder: 'live', databases: final },
  { archive: 'backup-ossnapshot-4k', folder: 'live', databases: final },
  { archive: 'restore-error-variants-4k', folder: 'live', databases: final },
  {
    archive: 'backup-full-twodb-4k',
    folder: 'live',
    databases: ['a', 'b'].map((letter) => ({ name: `${letter}.edb`, rows: `expected-${letter}.jsonl` })),
  },
  { archive: 'backup-full-circular-4k', folder: 'live', databases: [{ name: 'a.edb' }] },
  { archive: 'backup-atomic2-4k', folder: 'live', databases: [{ name: 'a.edb' }] },
];

export function caseName({ archive, folder, what }: EngineCase): string {
  return [archive, folder, what].filter((part) => part !== undefined).join(', ');
}
