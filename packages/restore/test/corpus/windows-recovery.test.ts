import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  changedFiles,
  comparePagesLogically,
  contentsOf,
  corpus,
  describeCorpus,
  eventLine,
  headerFacts,
  pagesOfFile,
  readDump,
  readFileOf,
  readFolder,
  temporaryFolder,
  unpackFile,
  type FolderContents,
} from '@esekit/testkit';
import { expect, it } from 'vitest';
import { judgeDatabase } from './support/judge-database';
import { inMemory, memoryFolder } from './support/memory-folder';
import { runRecovery } from './support/run-recovery';
import { windowsCases, type WindowsCase } from './support/windows-cases';
import { expectNone } from './support/expect-none';

const database = 'SRUDB.dat';
const pageSize = 4096;

/**
 * The engine shows its own idea of the catalog's columns; one of them is younger than these databases, whose catalog
 * does not know it.
 */
const catalog = ['MSysObjects', 'MSysObjectsShadow'];

/** Parameters of the recorded runs; a set is found by looking as well, which is what the archives of the engine show. */
const parameters = { base: 'SRU', pageSize, logFileSize: 65536, legacyFileNames: 3 };

/** The sets of Windows that have logs: the table of `real-sets.md` (issue 4, must hold 2). */
describeCorpus('sets of Windows', () => {
  const folder = temporaryFolder();
  const sets = new Map<string, FolderContents>();

  function published(set: string): FolderContents {
    const known = sets.get(set);
    if (known !== undefined) return known;
    for (const name of readdirSync(corpus.path('windows', set))) {
      if (/\.(log|jrs|chk|jfm|dat)\.gz$/i.test(name))
        unpackFile(corpus.path('windows', set, name), join(folder, set));
    }
    const contents = readFolder(join(folder, set));
    sets.set(set, contents);
    return contents;
  }

  it.each(windowsCases.map((one) => [`${one.set}, ${one.what}`, one] as const))('%s', async (_, one) => {
    const all = published(one.set);
    const input = new Map([...all].filter(([name]) => one.given?.(name) ?? true));
    const fs = inMemory(input);
    const run = runRecovery(fs, memoryFolder, { ...parameters, ...one.options });
    expect(run.code, `${String(run.error)} after ${eventLine(run.events)}`).toBe(one.code);

    const output = contentsOf(fs, memoryFolder);
    expectNone(changeProblems(one, input, output));
    const after = output.get(database);
    expect(after !== undefined).toBe(one.state !== undefined);
    if (after === undefined) return;
    expect(headerFacts(after).state).toBe(one.state);
    expect(after.length / pageSize).toBe(one.blocks);
    if (one.rows !== undefined) {
      const dump = readDump(
        corpus.path('windows-recovered', one.set, `${database}.rows-${one.rows}.jsonl.gz`),
      );
      expectNone(
        await judgeDatabase(fs, `${memoryFolder}/${database}`, dump, {
          withoutDefinitions: catalog,
          expectedProblems: one.leakedPage === undefined ? [] : [{ kind: 'spaceLeak', page: one.leakedPage }],
        }),
      );
    }
    if (one.hasPublishedPages !== true) return;
    const theirs = all.get(database)!.subarray(0, one.blocks! * pageSize);
    const { differences, pages } = comparePagesLogically(pagesOfFile(after), pagesOfFile(theirs));
    expectNone(differences);
    expect(pages).toBeGreaterThan(20);
  });

  it('created by replay, have a header that differs only where it is recorded to', () => {
    const all = published('srum-server2022-gen1');
    const fs = inMemory(new Map([...all].filter(([name]) => ['SRU00001.log', 'SRU.log'].includes(name))));
    expect(runRecovery(fs, memoryFolder, parameters).code).toBe(0);
    const { genRecovering, ...ours } = headerFacts(readFileOf(fs, `${memoryFolder}/${database}`));
    const { genRecovering: publishedAs, ...theirs } = headerFacts(all.get(database)!);
    expect(publishedAs).toBe(0);
    expect(ours).toEqual(theirs);
    // A replayed shutdown closed it, not the end of recovery.
    expect(genRecovering).toBe(2);
  });

  it.each(['sum-2012r2-dirty', 'ual-nondomain', 'qmgr-win10', 'windows-search-win10-dirty'])(
    '%s has no logs: nothing is done and nothing is touched',
    (set) => {
      const names = readdirSync(corpus.path('windows', set)).filter((name) =>
        /\.(edb|mdb|db|dat|jfm)\.gz$/i.test(name),
      );
      for (const name of names) unpackFile(corpus.path('windows', set, name), join(folder, set));
      const input = readFolder(join(folder, set));
      expect(input.size).toBeGreaterThan(0);
      const fs = inMemory(input);
      expect(runRecovery(fs, memoryFolder, { flags: { logStreamMustExist: true } }).code).toBe(-528);
      expectNone(changedFiles(input, contentsOf(fs, memoryFolder)));
    },
  );
});

/** What changed and should not have, and what should have and did not. */
function changeProblems(one: WindowsCase, input: FolderContents, output: FolderContents): string[] {
  const changed = changedFiles(input, output);
  const problems: string[] = [];
  if (one.changes === 'everything') return problems;
  if (one.changes === 'nothing') return changed;
  if (one.changes === 'all but the database') {
    return changed.filter((name) => name === database || /\d+\.log$/i.test(name));
  }
  const [before, after] = [input.get(database)!, output.get(database)!];
  for (let at = 2 * pageSize; at < after.length; at += pageSize) {
    const block = (bytes: Uint8Array): Uint8Array => bytes.subarray(at, at + pageSize);
    if (Buffer.compare(block(before), block(after)) !== 0) problems.push(`page ${at / pageSize - 1} changed`);
  }
  if (Buffer.compare(before.subarray(0, pageSize), after.subarray(0, pageSize)) === 0)
    problems.push('same header');
  if (one.changes === 'the header') {
    problems.push(
      ...changed.filter((name) => name !== database && name !== 'SRUDB.jfm' && !name.endsWith('.jrs')),
    );
  }
  return problems;
}
