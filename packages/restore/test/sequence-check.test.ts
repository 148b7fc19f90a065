import { logTimeFromDate } from '@esekit/core';
import { describeCorpus } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import {
  baseFiles,
  changedFiles,
  changedLog,
  EngineScene,
  laterLogs,
  logName,
  setFiles,
} from './support/engine-scene';

const otherTime = logTimeFromDate(new Date(Date.UTC(2001, 1, 2)));
const otherSignature = { random: 1, time: otherTime, computerName: '' };
const archived = (lGeneration: number): Uint8Array => baseFiles('b1').get(logName(lGeneration))!;
const current = (): Uint8Array => baseFiles('b1').get('edb.log')!;

type Change = (scene: EngineScene) => void;

interface Refusal {
  readonly what: string;
  readonly change: Change;
  readonly name: string;
  readonly events: number[];
}

/** The first list of 31 §4: the set itself. */
const setRefusals: readonly Refusal[] = [
  {
    what: 'a middle log is missing',
    change: (scene) => scene.remove('set/edb00005.log'),
    name: 'JET_errFileNotFound',
    events: [],
  },
  {
    what: 'a header is damaged',
    change: (scene) => scene.write('set/edb00005.log', archived(5).slice().fill(0x5a, 100, 104)),
    name: 'JET_errLogFileCorrupt',
    events: [412],
  },
  {
    what: 'a log is cut off',
    change: (scene) => scene.write('set/edb00005.log', archived(5).slice(0, 8192)),
    name: 'JET_errLogFileSizeMismatch',
    events: [412],
  },
  {
    what: 'a log is empty',
    change: (scene) => scene.write('set/edb00005.log', new Uint8Array(0)),
    name: 'JET_errFileIOBeyondEOF',
    events: [412],
  },
  {
    what: 'a log is of another stream',
    change: (scene) => scene.write('set/edb00005.log', changedLog(archived(5), { signLog: otherSignature })),
    name: 'JET_errBadLogSignature',
    events: [412],
  },
  {
    what: 'a log does not follow the one before it',
    change: (scene) => scene.write('set/edb00005.log', changedLog(archived(5), { tmPrevGen: otherTime })),
    name: 'JET_errGivenLogFileIsNotContiguous',
    events: [434],
  },
  {
    what: 'a log stands under the number of another one',
    change: (scene) => scene.write('set/edb00004.log', archived(5)),
    name: 'JET_errGivenLogFileIsNotContiguous',
    events: [434],
  },
];

/** The table of 31 §4: the logs behind the set. */
const laterRefusals: readonly Refusal[] = [
  {
    what: 'the first log behind the set is missing',
    change: (scene) => scene.remove('logs/edb00007.log'),
    name: 'JET_errMissingCurrentLogFiles',
    events: [450],
  },
  {
    what: 'a later one is missing',
    change: (scene) => scene.remove('logs/edb00009.log'),
    name: 'JET_errMissingCurrentLogFiles',
    events: [450],
  },
  {
    what: 'the last numbered one is missing',
    change: (scene) => scene.remove('logs/edb0000B.log'),
    name: 'JET_errExistingLogFileIsNotContiguous',
    events: [458],
  },
  {
    what: 'all numbered ones are missing',
    change: (scene) => scene.remove(...[7, 8, 9, 10, 11].map((g) => `logs/${logName(g)}`)),
    name: 'JET_errExistingLogFileIsNotContiguous',
    events: [458],
  },
  {
    what: 'the first one is of another stream',
    change: (scene) => scene.write('logs/edb00007.log', changedLog(archived(7), { signLog: otherSignature })),
    name: 'JET_errExistingLogFileHasBadSignature',
    events: [457],
  },
  {
    what: 'the first one does not follow the set',
    change: (scene) => scene.write('logs/edb00007.log', changedLog(archived(7), { tmPrevGen: otherTime })),
    name: 'JET_errExistingLogFileIsNotContiguous',
    events: [458],
  },
  {
    what: 'a later one does not follow the one before it',
    change: (scene) => scene.write('logs/edb00009.log', changedLog(archived(9), { tmPrevGen: otherTime })),
    name: 'JET_errExistingLogFileIsNotContiguous',
    events: [458],
  },
  {
    what: 'the current log is of another stream',
    change: (scene) => scene.write('logs/edb.log', changedLog(current(), { signLog: otherSignature })),
    name: 'JET_errExistingLogFileHasBadSignature',
    events: [457],
  },
  {
    what: 'the current log does not follow the last numbered one',
    change: (scene) => scene.write('logs/edb.log', changedLog(current(), { tmPrevGen: otherTime })),
    name: 'JET_errExistingLogFileIsNotContiguous',
    events: [458],
  },
  {
    what: 'a log behind the set is damaged in its header',
    change: (scene) => scene.write('logs/edb00008.log', archived(8).slice().fill(0x5a, 100, 104)),
    name: 'JET_errLogFileCorrupt',
    events: [412],
  },
  {
    what: 'the current log is older than the end of the set',
    change: (scene) => {
      scene.remove(...[7, 8, 9, 10, 11].map((g) => `logs/${logName(g)}`));
      scene.write('logs/edb.log', archived(5));
    },
    name: 'JET_errInvalidLogSequence',
    events: [],
  },
];

/** Groups of the table whose mismatches are told and forgotten. */
const remarks: readonly (readonly [what: string, change: Change, event: number])[] = [
  [
    'a log below the set is of another stream',
    (s) => s.write('logs/edb00003.log', changedLog(archived(4), { lGeneration: 3, signLog: otherSignature })),
    457,
  ],
  [
    'the log below the set does not lead to it',
    (s) => s.write('logs/edb00003.log', changedLog(archived(4), { lGeneration: 3 })),
    458,
  ],
  ['a log below the set cannot be read', (s) => s.write('logs/edb00003.log', new Uint8Array(65536)), 412],
  [
    'a log of the set is of another stream there',
    (s) => s.write('logs/edb00005.log', changedLog(archived(5), { signLog: otherSignature })),
    457,
  ],
  [
    'the first log of the set is another one there',
    (s) => s.write('logs/edb00004.log', changedLog(archived(4), { tmCreate: otherTime })),
    458,
  ],
];

describeCorpus('the sequence of logs, checked before anything is changed (31 §4)', () => {
  async function refused({ change, name, events }: Refusal, scene: EngineScene): Promise<void> {
    change(scene);
    const before = scene.contents('set');
    const logs = scene.contents('logs');
    const outcome = await scene.restore();
    expect(outcome).toMatchObject({ name, events, statuses: [] });
    expect(changedFiles(before, scene.contents('set'))).toEqual([]);
    expect(changedFiles(logs, scene.contents('logs'))).toEqual([]);
    expect(scene.names('to')).toEqual([]);
  }

  describe('refuses a set where', () => {
    it.each(setRefusals.map((one) => [one.what, one] as const))('%s', (_, one) =>
      refused(one, new EngineScene()),
    );
  });

  describe('refuses logs behind the set where', () => {
    it.each(laterRefusals.map((one) => [one.what, one] as const))('%s', (_, one) =>
      refused(one, new EngineScene({ ...setFiles(), ...laterLogs(7, 8, 9, 10, 11, 'current') })),
    );
  });

  describe('only tells that', () => {
    it.each(remarks)('%s', async (_, change, event) => {
      const scene = new EngineScene({ ...setFiles(), ...laterLogs(7, 8, 9, 10, 11, 'current') });
      change(scene);
      const { name, events } = await scene.restore();
      expect({ name, first: events[0] }).toEqual({ name: 'JET_errSuccess', first: event });
    });
  });

  it('a current log that is older than the set makes way when that is asked for', async () => {
    const scene = new EngineScene(setFiles());
    scene.write('logs/edb.log', archived(5));
    const { name, events, result } = await scene.restore({ deletesOutOfRangeLogs: true });
    expect(name).toBe('JET_errSuccess');
    expect(events.slice(0, 2)).toEqual([204, 499]);
    expect(result?.stream?.header.lGeneration).toBe(7);
  });

  it('a hole in a set that stands in the log folder is JET_errMissingRestoreLogFiles', async () => {
    const files = Object.entries(setFiles()).map(
      ([path, bytes]) => [path.replace('set/', 'logs/'), bytes] as const,
    );
    const scene = new EngineScene(Object.fromEntries(files));
    scene.remove('logs/edb00005.log');
    expect(await scene.restore({ set: 'logs' })).toMatchObject({
      name: 'JET_errMissingRestoreLogFiles',
      events: [435],
    });
  });
});
