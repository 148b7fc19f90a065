import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  changedFiles,
  comparePagesLogically,
  contentsOf,
  describeCorpus,
  eventLine,
  headerFacts,
  pagesOfFile,
  readDump,
  readFileOf,
  readFolder,
  temporaryFolder,
  unpackEngineArchive,
} from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import { externalRestore, restoreInstance } from '../../src';
import { highestDbtime } from './support/highest-dbtime';
import { judgeDatabase } from './support/judge-database';
import { inMemory, memoryFolder } from './support/memory-folder';
import { runRestore } from './support/restore-run';

import { expectNone } from './support/expect-none';

interface SetCase {
  readonly archive: string;
  /** The engine's own restore: its dumps begin with this, and its files are in `<restored>.restored/dest`. */
  readonly restored?: string;
  readonly rows?: string;
  /** With the logs of the instance, which lead on from the set. */
  readonly isRolledForward?: boolean;
  readonly databases?: readonly string[];
  /** Generations, where the databases are put in place by the caller. */
  readonly external?: { readonly genLow: number; readonly genHigh: number };
}

const external = { genLow: 4, genHigh: 20 };

const cases: readonly SetCase[] = [
  { archive: 'backup-full-4k', restored: 'restoreA' },
  { archive: 'backup-full-4k', restored: 'restoreB', isRolledForward: true },
  { archive: 'backup-full-circular-4k', restored: 'restoreA' },
  { archive: 'backup-full-incr-4k', restored: 'restore2' },
  { archive: 'backup-full-incr-4k', restored: 'restoreB', isRolledForward: true },
  { archive: 'backup-full-twodb-4k', restored: 'restoreA', databases: ['a', 'b'] },
  { archive: 'backup-atomic2-4k', restored: 'restore' },
  { archive: 'backup-external-4k', restored: 'restoreExt', external },
  { archive: 'backup-external-4k', restored: 'restoreExtRollForward', isRolledForward: true, external },
  { archive: 'restore-error-variants-4k', rows: 'expected-at-backup.jsonl' },
  { archive: 'restore-error-variants-4k', rows: 'expected-final.jsonl', isRolledForward: true },
];

/** Every backup set that the engine made, restored: what its own restore made of it (issue 4, must hold 1). */
describeCorpus('backup sets of the engine', () => {
  const folder = temporaryFolder();

  describe.each(cases.map((one) => [`${one.archive}, ${one.restored ?? one.rows}`, one] as const))(
    '%s',
    (_, one) => {
      it('is restored as the engine did it', async () => {
        const root = join(folder, one.archive);
        if (!existsSync(root)) unpackEngineArchive(one.archive, folder);
        const { fs, input } = sceneOf(root, one);
        const before = contentsOf(fs, `${memoryFolder}/bak`);
        const run = await runRestore(fs, (shared) => restore(shared, one), `${memoryFolder}/live`);
        expect(run.code, `${String(run.error)} after ${eventLine(run.events)}`).toBe(0);
        expect(changedFiles(before, contentsOf(fs, `${memoryFolder}/bak`))).toEqual([]);
        for (const letter of one.databases ?? ['a']) {
          const path = `${memoryFolder}/dest/${letter}.edb`;
          const rows = readDump(join(root, one.rows ?? `${one.restored}-${letter}.jsonl`));
          expectNone(await judgeDatabase(fs, path, rows));
          expect(headerFacts(readFileOf(fs, path))).toMatchObject(cleanWithoutBackups);
          if (one.restored === undefined) continue;
          const theirs = pagesOfFile(join(root, `${one.restored}.restored`, 'dest', `${letter}.edb`));
          const { differences } = comparePagesLogically(pagesOfFile(readFileOf(fs, path)), theirs, {
            dbtimeRedoMost: await highestDbtime(inMemory(input)),
          });
          expectNone(differences);
        }
      });
    },
  );
});

const noBackup = { mark: '0:0:0', low: 0, high: 0 };

/** 31 §6.4 and §12. */
const cleanWithoutBackups = {
  state: 'Clean',
  genMinRequired: 0,
  genMaxRequired: 0,
  genMaxCommitted: 0,
  fullPrev: noBackup,
  incPrev: noBackup,
  fullCur: noBackup,
  snapshotCur: noBackup,
};

/** `bak` holds the set, `live` what goes on from it, `dest` is where the databases go. */
function sceneOf(root: string, one: SetCase) {
  const set = readFolder(join(root, 'bak'));
  const live = one.isRolledForward
    ? new Map([...readFolder(join(root, 'live'))].filter(([name]) => /\.(log|chk)$/.test(name)))
    : new Map<string, Uint8Array>();
  const put = (prefix: string, contents: ReadonlyMap<string, Uint8Array>) =>
    [...contents].map(([name, bytes]) => [`${prefix}/${name}`, bytes] as const);
  const fs = inMemory(new Map([...put('bak', set), ...put('live', live)]));
  for (const name of ['live', 'dest']) {
    if (fs.statSync(`${memoryFolder}/${name}`) === undefined)
      fs.createDirectorySync(`${memoryFolder}/${name}`);
  }
  if (one.external !== undefined) {
    const file = fs.openSync(`${memoryFolder}/dest/a.edb`, 'createNew');
    file.writeSync(set.get('a.edb')!, 0);
    file.closeSync();
  }
  // The logs of both, each under a name of its own, to find the end of what is replayed.
  const logs = [...put('', set), ...put('', live)].map(
    ([name, bytes]) => [name.split('/').at(-1)!, bytes] as const,
  );
  return { fs, input: new Map(logs.filter(([name]) => name.endsWith('.log'))) };
}

function restore(
  shared: Parameters<Parameters<typeof runRestore>[1]>[0],
  { external: range }: SetCase,
): ReturnType<typeof restoreInstance> {
  const bak = `${memoryFolder}/bak`;
  if (range === undefined)
    return restoreInstance({ ...shared, set: bak, destination: `${memoryFolder}/dest` });
  const map = [{ oldName: 'E:\\backup-external-4k\\a.edb', newName: `${memoryFolder}/dest/a.edb` }];
  return externalRestore({ ...shared, backupLogFolder: bak, ...range, map });
}
