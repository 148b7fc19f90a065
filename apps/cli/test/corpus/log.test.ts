import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createNodeFileSystem } from '@esekit/core/node';
import {
  damageCases,
  describeCorpus,
  folderChanges,
  folderDigests,
  materialiseDamageCase,
  noChanges,
  temporaryFolder,
} from '@esekit/testkit';
import { expect, it } from 'vitest';
import { run } from '../support/run';

const fs = createNodeFileSystem();

/** What the engine's utility answers to damaged logs (37 §17). */
describeCorpus('log, on damaged logs', () => {
  const folder = temporaryFolder();
  const cases = damageCases('dumpLog');

  it.each(cases.map((one) => [`${one.id}: ${one.scenario}`, one] as const))('%s', async (_, one) => {
    const input = await materialiseDamageCase(one.id, folder);
    const before = folderDigests(input);
    const { code, stdout, stderr } = await run(fs, ['log', join(input, one.parameters.arguments![1]!)]);
    expect(code).toBe(one.returnCode === 0 ? 0 : 1);
    if (one.returnCode === 0) expect(stderr).toBe('');
    else expect(stderr).toContain(`${one.name} (${one.returnCode})`);
    expect(stdout.length).toBeGreaterThan(1000);
    expect(folderChanges(before, folderDigests(input))).toEqual(noChanges);
  });

  it('has cases', () => {
    expect(cases.length).toBeGreaterThan(4);
    expect(readdirSync(folder).length).toBeGreaterThan(0);
  });
});
