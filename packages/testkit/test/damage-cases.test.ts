import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  damageCases,
  describeCorpus,
  folderChanges,
  folderDigests,
  materialiseDamageCase,
  noChanges,
  parseDriverScript,
  temporaryFolder,
} from '../src';

describeCorpus('damage cases', () => {
  const folder = temporaryFolder();

  it('are there, with and without an operation', () => {
    expect(damageCases()).toHaveLength(228);
    expect(damageCases('softRecovery')).toHaveLength(109);
  });

  it('become folders of verified files, all of them', { timeout: 120_000 }, () => {
    for (const { id, input } of damageCases()) {
      const target = materialiseDamageCase(id, folder);
      expect(folderDigests(target).size, id).toBe(Object.keys(input.files).length);
      rmSync(target, { recursive: true });
    }
  });

  it('stay as they are when nobody touches them', () => {
    const target = materialiseDamageCase('S01', folder);
    const before = folderDigests(target);
    expect(before.size).toBe(11);
    expect(folderChanges(before, folderDigests(target))).toEqual(noChanges);
  });
});

describe('folder changes', () => {
  it('are what is new, gone and different', () => {
    const before = new Map([
      ['a', '1'],
      ['b', '1'],
      ['c', '1'],
    ]);
    const after = new Map([
      ['a', '1'],
      ['b', '2'],
      ['d', '1'],
    ]);
    expect(folderChanges(before, after)).toEqual({ changed: ['b'], created: ['d'], removed: ['c'] });
  });
});

describeCorpus('the scripts of the driver', () => {
  it('are calls', () => {
    const calls = damageCases('script').flatMap(({ script }) => parseDriverScript(script!));
    expect(calls.filter(({ call }) => call === 'externalRestore')).toHaveLength(9);
    expect(calls).toContainEqual({ call: 'init', grbit: 8, map: [], expected: -579 });
    expect(calls).toContainEqual({
      call: 'init',
      grbit: 0,
      map: [{ from: 'R:\\w\\a.edb', to: '.\\db\\a.edb' }],
      expected: 0,
    });
  });
});
