import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { corpus, describeCorpus, temporaryFolder } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import { readHeaderAndTrailer, readText, unpackWindowsFile, verifyFile } from './corpus-files';
import { headerReport, parseChecksumReport, parseHeaderReport } from './reports';

/**
 * The engine's reports on sets that were published with logs. Those on a state before recovery are
 * about the published file; of the files after it only those are here that recovery left as they were.
 */

interface ReportedState {
  readonly name: string;
  readonly set: string;
  readonly folder: string;
}

const database = 'SRUDB.dat';

function reportedStates(): ReportedState[] {
  const root = corpus.path('windows-recovered');
  return folders(root).flatMap((set) =>
    folders(join(root, set)).map((name) => ({
      name: `${set}, ${name}`,
      set,
      folder: name === 'before' ? join(root, set, name) : join(root, set, name, 'after'),
    })),
  );
}

function folders(path: string): string[] {
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? entry.name : [],
  );
}

/** Whether the list of the folder has our file: after a recovery it is mostly another one. */
function isAbout(state: ReportedState, sha256: string): boolean {
  const list = join(state.folder, 'files-size-sha256.txt');
  return existsSync(list) && readText(list).includes(sha256);
}

describeCorpus('the sets published with logs', () => {
  const folder = temporaryFolder();
  const sets = new Map<string, { path: string; sha256: string }>();
  const publishedOf = (set: string): { path: string; sha256: string } => {
    const known = sets.get(set);
    if (known) return known;
    const path = unpackWindowsFile(set, database, folder);
    const published = { path, sha256: createHash('sha256').update(readFileSync(path)).digest('hex') };
    sets.set(set, published);
    return published;
  };
  const all = reportedStates().filter(({ folder: path }) =>
    existsSync(join(path, `${database}.header-dump.txt.gz`)),
  );
  const states = all.filter((state) => isAbout(state, publishedOf(state.set).sha256));

  it('the states before recovery are there', () => {
    console.log(`windows-recovered: ${states.length} of ${all.length} states are of a file at hand`);
    expect(states.filter(({ name }) => name.endsWith('before'))).toHaveLength(5);
  });

  describe.each(states)('$name', ({ set, folder: reports }) => {
    const { path } = publishedOf(set);

    it('header fields', async () => {
      const { header, trailer } = await readHeaderAndTrailer(path);
      const report = readText(join(reports, `${database}.header-dump.txt.gz`));
      expect(headerReport(header, trailer)).toEqual(parseHeaderReport(report));
    });

    it('page counts', async () => {
      const report = parseChecksumReport(readText(join(reports, `${database}.checksum-scan.txt`)));
      const { pages } = await verifyFile(path);
      expect({ pagesSeen: pages.inFile + 2, blank: pages.blank, bad: pages.bad, correctable: 0 }).toEqual({
        pagesSeen: report.pagesSeen,
        blank: report.blank,
        bad: report.bad,
        correctable: report.correctable,
      });
    });
  });
});
