import {
  contentsOf,
  damageCases,
  describeCorpus,
  eventLines,
  fileProblems,
  materialiseDamageCase,
  parseDriverScript,
  playDriverScript,
  readFolder,
  stateProblems,
  temporaryFolder,
  unexpectedDatabases,
  type DriverTarget,
} from '@esekit/testkit';
import type { EngineEvent, FileSystem } from '@esekit/core';
import { databasesByMap } from '@esekit/log';
import { expect, it } from 'vitest';
import { loggedPlaces, placeOf, recoveryFlags } from './support/damage-run';
import { expectNone } from './support/expect-none';
import { rowProblems } from './support/row-problems';
import { inMemory, memoryFolder } from './support/memory-folder';
import { runRecovery } from './support/run-recovery';

/** Calls that only an engine can answer; these scripts are played where there is one. */
const needsEngine = /^(session|attach|opendb|extrestore|set 34)\b/;

/** The script cases whose calls are recovery: maps, and one recovery behind another (issue 4, must hold 3; 37 §7, §8). */
describeCorpus('recorded scripts', () => {
  const folder = temporaryFolder();
  const cases = damageCases('script').filter(({ script }) => !script!.some((line) => needsEngine.test(line)));

  it('are six', () => {
    expect(cases.map(({ id }) => id)).toEqual(['P05', 'P07', 'P08', 'P10', 'Q01', 'Q02']);
  });

  it.each(cases.map((one) => [`${one.id}: ${one.scenario}`, one] as const))('%s', async (_, one) => {
    const before = readFolder(materialiseDamageCase(one.id, folder));
    const fs = inMemory(before);
    const events: EngineEvent[] = [];
    const code = await playDriverScript(parseDriverScript(one.script!), recoveryTarget(fs, events));
    const after = contentsOf(fs, memoryFolder);
    const { ours, theirs } = eventLines(one, events);
    expect(code, ours).toBe(one.returnCode);
    expectNone([
      ...stateProblems(after, one),
      ...unexpectedDatabases(after, one),
      ...(await rowProblems(fs, one)),
    ]);
    expectNone(fileProblems(one, before, after));
    expect(ours).toBe(theirs);
  });
});

/** JetInit as far as it is recovery. */
function recoveryTarget(fs: FileSystem, events: EngineEvent[]): DriverTarget {
  const parameters = new Map<string, string>();
  return {
    setParameter(name, value) {
      parameters.set(name, value);
      return 0;
    },
    createInstance: () => 0,
    init(grbit, map) {
      const entries = map.map(({ from, to }) => ({ loggedPath: from, path: placeOf(to) }));
      const run = runRecovery(fs, memoryFolder, {
        pageSize: Number(parameters.get('DatabasePageSize')),
        logFileSize: Number(parameters.get('LogFileSize')) * 1024,
        base: parameters.get('BaseName'),
        legacyFileNames: Number(parameters.get('LegacyFileNames')),
        flags: recoveryFlags(grbit),
        control: grbit === 0 ? undefined : ({ errDefault }) => errDefault,
        databases: map.length === 0 ? loggedPlaces : databasesByMap(entries),
      });
      events.push(...run.events);
      return run.code;
    },
    term: () => 0,
  };
}
