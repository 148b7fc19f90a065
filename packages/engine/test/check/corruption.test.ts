import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  corpus,
  describeCorpus,
  seededRandom,
  temporaryFolder,
  unpackArchive,
  unpackFile,
} from '@esekit/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anatomy, type Body } from './fixture/anatomy';
import { Patient } from './fixture/patient';
import type { Verb } from './fixture/verb';
import { catalogVerbs } from './verbs/catalog-verbs';
import { headerVerbs } from './verbs/header-verbs';
import { indexVerbs } from './verbs/index-verbs';
import { longValueVerbs } from './verbs/long-value-verbs';
import { pageVerbs } from './verbs/page-verbs';
import { recordVerbs } from './verbs/record-verbs';
import { spaceVerbs } from './verbs/space-verbs';
import { treeVerbs } from './verbs/tree-verbs';

const groups: Readonly<Record<string, readonly Verb[]>> = {
  header: headerVerbs,
  pages: pageVerbs,
  trees: treeVerbs,
  space: spaceVerbs,
  catalog: catalogVerbs,
  records: recordVerbs,
  indexes: indexVerbs,
  'long values': longValueVerbs,
};

/** Archives of the engine, and databases of Windows as item and file. */
const patients: readonly (readonly [string, string?])[] = [
  ['clean-types-4k'],
  ['clean-types-8k'],
  ['clean-types-32k'],
  ['clean-btree-4k'],
  ['dissect-multi', 'multi.edb'],
  ['srum-win10-goese', 'SRUDB.dat'],
  ['eseparser-decompress', 'decompress_test.edb'],
];

/** Where a way of hurting has a choice, it is made this often. */
const seeds = [1, 2];

describeCorpus('a database that is hurt', () => {
  const folder = temporaryFolder();
  const originals = new Map<string, { bytes: Uint8Array; bodies: Body[] }>();
  const counts: Record<string, number> = {};

  beforeAll(() => {
    for (const [name, file] of patients) {
      const path = file
        ? unpackFile(corpus.path('windows', name, `${file}.gz`), join(folder, name))
        : join(unpackArchive(corpus.path('engine', `${name}.tar.gz`), folder), name, 'files', 'a.edb');
      const bytes = readFileSync(path);
      originals.set(name, { bytes, bodies: anatomy(new Patient(name, bytes)) });
    }
  });

  for (const [group, verbs] of Object.entries(groups)) {
    describe(group, () => {
      for (const verb of verbs) {
        it(verb.name, { timeout: 120_000 }, async () => {
          let hurt = 0;
          for (const [name, { bytes, bodies }] of originals) {
            for (const seed of seeds) {
              const patient = new Patient(name, bytes);
              const diagnosis = verb.hurt(patient, bodies, seededRandom(seed * 1000 + verb.name.length));
              if (!diagnosis) continue;
              hurt++;
              counts[diagnosis.kind] = (counts[diagnosis.kind] ?? 0) + 1;
              const { problems } = await patient.check();
              expect(problems, `${name}, seed ${seed}: ${JSON.stringify(diagnosis)}`).toContainEqual(
                expect.objectContaining(diagnosis),
              );
            }
          }
          expect(hurt).toBeGreaterThan(0);
        });
      }
    });
  }

  afterAll(() => {
    const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
    console.log(`${total} corruptions: ${JSON.stringify(counts)}`);
    expect(total).toBeGreaterThan(200);
  });
});
