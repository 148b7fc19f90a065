import { statSync } from 'node:fs';
import { describeCorpus, temporaryFolder } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import { checkHeaderInvariants } from '../../src/header/database-header';
import { readHeaderAndTrailer, unpackWindowsFile, verifyFile } from './corpus-files';
import { indexDescription, indexedDatabases } from './windows-index';

/** Databases written by Windows itself: counts, bad pages and header facts of their index. */

describeCorpus('the databases made by Windows', () => {
  const folder = temporaryFolder();
  const databases = indexedDatabases();

  it('all of them are in the index with a header and page counts', () => {
    console.log(`windows: ${databases.length} databases compared with the index`);
    expect(databases.length).toBeGreaterThanOrEqual(29);
  });

  describe('pages and header', () => {
    it.each(databases)('$item, $file', async ({ item, file, size, header, pages }) => {
      const path = unpackWindowsFile(item, file, folder);
      expect(statSync(path).size).toBe(size);
      const verification = await verifyFile(path);
      const { good, blank, bad } = verification.pages;
      const badPages = verification.bad.map(({ page }) => page);
      expect({ good, blank, bad, badPages }).toEqual(pages);
      const reading = await readHeaderAndTrailer(path);
      expect(indexDescription(reading.header, verification)).toBe(header);
      expect(() => checkHeaderInvariants(reading.header)).not.toThrow();
      expect(verification.state).toBe(header.includes('CLEAN') ? 'CleanShutdown' : 'DirtyShutdown');
      if (verification.state === 'CleanShutdown') {
        expect({ ok: verification.ok, ownedRange: verification.ownedRange }).toEqual({
          ok: true,
          ownedRange: 'exact',
        });
      }
    });
  });

  it('the bad pages of the WebCache are reported, in a range that may be stale', async () => {
    const { item, file, pages } = databases.find((database) => database.pages.bad > 0)!;
    const verification = await verifyFile(unpackWindowsFile(item, file, folder));
    expect(pages.bad).toBe(36);
    expect(verification.ok).toBe(false);
    expect(verification.ownedRange).toBe('maybeStale');
    const { good, blank, bad } = verification.beyondOwned;
    expect(good + blank + bad).toBe(verification.pages.inFile - verification.pages.owned!);
    expect(verification.bad.filter((page) => page.beyondOwned)).toHaveLength(bad);
  });
});
