import { basename, dirname } from 'node:path';
import { describeCorpus, temporaryFolder } from '@esekit/testkit';
import { expect, it } from 'vitest';
import { engineArchives, filesBelow, unpackEngineArchive } from '../support/corpus-files';
import { EngineSpace } from './support/engine-space';

/**
 * Everything that the engine did to its space trees, decided again: its logs are replayed, and wherever it got
 * or freed pages, the manager is asked for the same first. What it logs has to be what the engine has logged.
 */
describeCorpus('space of the engine', () => {
  it('is given away and taken back alike', { timeout: 120_000 }, () => {
    const folder = temporaryFolder();
    const counts = new Map<string, number>();
    for (const archive of engineArchives()) {
      const stream = streamFromCreation(filesBelow(unpackEngineArchive(archive, folder)));
      if (stream.length === 0) continue;
      const space = new EngineSpace(stream);
      space.run();
      expect([archive, space.differences.slice(0, 2)]).toEqual([archive, []]);
      for (const [name, count] of space.counts) counts.set(name, (counts.get(name) ?? 0) + count);
    }
    console.log([...counts].map(([name, count]) => `${name}: ${count}`).join(', '));
    expect(counts.get('split')).toBeGreaterThan(1500);
    expect(counts.get('merge')).toBeGreaterThan(100);
    expect(counts.get('tree of one extent')).toBeGreaterThan(200);
    expect(counts.get('tree of several extents')).toBeGreaterThan(100);
    expect(counts.get('deleted tree')).toBeGreaterThan(4);
  });
});

/** The logs that a database was created by, in order. */
function streamFromCreation(files: readonly string[]): string[] {
  const first = files.find((path) => /\/files\/edb0000?0001\.log$/.test(path));
  if (first === undefined) return [];
  const stream = files.filter(
    (path) => dirname(path) === dirname(first) && /^edb[0-9A-F]*\.log$/.test(basename(path)),
  );
  // The current log comes last.
  return stream.sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
}
