import { join } from 'node:path';
import { JetError, viewOf, type EsekitEvent } from '@esekit/core';
import {
  corpus,
  describeCorpus,
  materialiseDamageCase,
  seededRandom,
  seedForRun,
  temporaryFolder,
  unpackEngineArchive,
  type Random,
} from '@esekit/testkit';
import { describe, expect, test } from 'vitest';
import type { LogRecord } from '../../../../src/index';
import { rollBack } from '../../../../src/recovery/undo/roll-back';
import { errorOf } from '../support/redo-scene';
import { FolderReplay } from '../support/replay-folder';

function undo(replay: FolderReplay): void {
  rollBack({
    redo: replay.redo,
    database: replay.database,
    onEvent: (event) => replay.events.push(event),
    journal: { append: () => ({ lGeneration: 0x7fff, isec: 1, ib: 0 }) },
  });
}

const eventIds = (events: readonly EsekitEvent[]): number[] =>
  events.flatMap((event) => (event.kind === 'engine' ? [event.id] : []));

describeCorpus('damaged instances', () => {
  const folder = temporaryFolder();

  function replayOf(id: string): FolderReplay & { readonly folder: string } {
    const instance = materialiseDamageCase(id, folder);
    const replay = new FolderReplay({ files: { 'a.edb': join(instance, 'a.edb') } });
    return Object.assign(replay, { folder: instance });
  }

  test('T17: the tail of the log is lost, its pages had been written', async () => {
    const replay = replayOf('T17');
    await replay.run(replay.folder);
    expect(errorOf(() => undo(replay))).toBe('JET_errDbTimeCorrupted');
    expect(eventIds(replay.events)).toEqual([471]);
  });

  test('T20: the same with the whole log', async () => {
    const replay = replayOf('T20');
    await replay.run(replay.folder);
    undo(replay);
    expect(replay.events).toEqual([]);
  });

  test.each([
    ['S49', 'JET_errFileIOBeyondEOF'],
    ['S60', 'JET_errPageNotInitialized'],
  ])('%s: pages without data are remembered to the end', async (id, error) => {
    const replay = replayOf(id);
    await replay.run(replay.folder);
    expect(replay.databases.get('a.edb')!.redoMaps.firstProblem()).toMatchObject({ kind: 'zeroed', error });
  });

  test('S58: a wrong bit is corrected', async () => {
    const replay = replayOf('S58');
    await replay.run(replay.folder);
    undo(replay);
    expect(replay.databases.get('a.edb')!.redoMaps.isEmpty).toBe(true);
  });

  test('S61: a damaged page stops redo at once', async () => {
    const replay = replayOf('S61');
    const name = await replay.run(replay.folder).then(
      () => undefined,
      (error: unknown) => (error as JetError).name,
    );
    expect(name).toBe('JET_errReadVerifyFailure');
    expect(eventIds(replay.events)).toEqual([474, 419]);
  });
});

/** Changes some bytes of a record, most often of its numbers. */
function mutate(record: LogRecord, random: Random): LogRecord {
  const bytes = record.bytes.slice(record.offset, record.offset + record.size);
  for (let i = 1 + random.below(3); i > 0; i--) {
    const at = 1 + random.below(random.below(3) === 0 ? bytes.length - 1 : Math.min(bytes.length - 1, 110));
    bytes[at] = random.pick([0, 1, 0x7f, 0x80, 0xff, bytes[at]! + 1, bytes[at]! - 1, random.below(256)]);
  }
  return { ...record, bytes, view: viewOf(bytes), offset: 0 };
}

describeCorpus('mutated records', () => {
  const folder = temporaryFolder();

  describe.each(['dirty-btree-split-4k', 'dirty-ckpt-advanced-32k', 'dirty-lv-4k', 'dirty-multigen-4k'])(
    '%s',
    (name) => {
      const scenario = corpus.available ? unpackEngineArchive(name, folder) : '';

      test('are replayed, or refused with an error of the engine', async () => {
        const seed = seedForRun(`mutated records of ${name}`);
        const random = seededRandom(seed);
        for (let run = 0; run < 40; run++) {
          // One record in so many: the first runs break off at once, the last ones come far.
          const every = 5 + random.below(4000);
          const replay = new FolderReplay();
          const recordOf = replay.redo.record.bind(replay.redo);
          replay.redo.record = (record) =>
            recordOf(random.below(every) === 0 && record.size > 4 ? mutate(record, random) : record);
          try {
            await replay.run(join(scenario, 'files'));
            undo(replay);
          } catch (error) {
            expect(JetError.isInstance(error), `${(error as Error).stack}`).toBe(true);
            expect((error as JetError).name).not.toMatch(/InvalidParameter|InternalError/);
          }
        }
      });
    },
  );
});
