import { describeCorpus } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import { checkHeaderInvariants } from '../../src/header/database-header';
import { verifyFlushMap } from '../../src/verify/verify-flush-map';
import {
  highestDbtime,
  nodeFiles,
  readHeaderAndTrailer,
  unpackEngineDatabases,
  verifyFile,
  type EngineDatabase,
} from './corpus-files';
import { headerReport, parseChecksumReport, parseHeaderReport } from './reports';

/** What the engine's own utility says of every database in the engine archives, and what we say. */

describeCorpus('the databases made by the engine', () => {
  const { databases, withoutFile } = unpackEngineDatabases();
  const checked = databases.filter((database) => database.checksumReport);
  const dumped = databases.filter((database) => database.headerReport);

  it('there is a file for each report', () => {
    console.log(`engine: ${checked.length} checksum reports and ${dumped.length} header reports compared`);
    expect(withoutFile).toEqual([]);
    expect(checked.length).toBeGreaterThan(90);
    expect(dumped.length).toBeGreaterThan(90);
  });

  it('the flush maps beside them are intact', async () => {
    const maps = databases
      .map(({ path }) => path.replace(/\.edb$/, '.jfm'))
      .filter((path) => nodeFiles.statSync(path));
    console.log(`engine: ${maps.length} flush maps verified`);
    expect(maps.length).toBeGreaterThan(60);
    const damaged: string[] = [];
    for (const path of maps) if (!(await verifyFlushMap(nodeFiles, path)).ok) damaged.push(path);
    expect(damaged).toEqual([]);
  });

  describe('page counts and dbtime', () => {
    it.each(checked)('$name', compareChecksums);
  });

  describe('header fields', () => {
    it.each(dumped)('$name', async ({ path, headerReport: report }) => {
      const { header, trailer } = await readHeaderAndTrailer(path);
      expect(headerReport(header, trailer)).toEqual(parseHeaderReport(report!));
      expect(() => checkHeaderInvariants(header)).not.toThrow();
    });
  });
});

async function compareChecksums({ path, checksumReport }: EngineDatabase): Promise<void> {
  const report = parseChecksumReport(checksumReport!);
  const { ok, pages, bad, pageSize, trailer } = await verifyFile(path);
  const checksumBad = bad.filter((page) => page.error !== 'JET_errDatabaseCorrupted');
  const correctable = bad.filter((page) => page.correctable).length;
  expect({
    ok,
    pagesSeen: pages.inFile + 2 + (trailer ? 1 : 0),
    bad: checksumBad.length - correctable,
    correctable,
    blank: pages.blank,
    wrongPgno: checksumBad.filter((page) => page.error === 'JET_errReadPgnoVerifyFailure').length,
    structure: bad.length - checksumBad.length,
    sum: pages.good + pages.blank + pages.bad,
  }).toEqual({
    ok: report.bad + report.correctable === 0,
    pagesSeen: report.pagesSeen,
    bad: report.bad,
    correctable: report.correctable,
    blank: report.blank,
    wrongPgno: report.wrongPgno,
    structure: 0,
    sum: pages.inFile,
  });
  const highest = highestDbtime(path, pageSize, pages.inFile);
  expect({ dbtime: highest.dbtime, isOneOfThem: highest.pages.includes(report.dbtimePgno) }).toEqual({
    dbtime: report.dbtime,
    isOneOfThem: true,
  });
}
