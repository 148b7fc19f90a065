import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readdirSync } from 'node:fs';
import {
  describeCorpus,
  engineArchives,
  headerFacts,
  readHeaderDump,
  temporaryFolder,
  unpackEngineArchive,
} from '../src';

describeCorpus('header facts', () => {
  const folder = temporaryFolder();
  let compared = 0;

  it.each(engineArchives())('of %s are what the engine printed', (name) => {
    const root = unpackEngineArchive(name, folder);
    for (const reports of readdirSync(root).filter((entry) => entry.endsWith('.tool'))) {
      for (const report of readdirSync(join(root, reports)).filter((entry) => entry.endsWith('.mh.txt'))) {
        const database = join(
          root,
          reports.replace(/\.tool$/, ''),
          report.replace(/\.mh\.txt$/, '').replaceAll('__', '/'),
        );
        if (!existsSync(database)) continue;
        const { pages, ...facts } = headerFacts(database);
        expect(pages).toBeGreaterThan(0);
        expect(facts, database).toEqual(readHeaderDump(join(root, reports, report)));
        compared++;
      }
    }
  });

  afterAll(() => {
    expect(compared).toBeGreaterThan(50);
  });
});
