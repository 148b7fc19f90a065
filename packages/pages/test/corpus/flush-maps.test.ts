import { readdirSync } from 'node:fs';
import { corpus, describeCorpus, temporaryFolder } from '@esekit/testkit';
import { expect, it } from 'vitest';
import { readFlushMap, readFlushMapHeader } from '../../src/flush-map/flush-map-reader';
import { flushMapRejection } from '../../src/flush-map/flush-map-header';
import { flushMapClean } from '../../src/flush-map/flush-map-layout';
import { checkFlushType } from '../../src/page/flush-type';
import { PageView } from '../../src/page/page-header';
import { readDatabaseHeader } from '../../src/header/header-copies';
import { pageStatus } from '../../src/checksum/kernel';
import { pageCount } from '../../src/geometry';
import { pageRuns } from '../../src/scan/page-source';
import { verifyFlushMap } from '../../src/verify/verify-flush-map';
import { nodeFiles, readText, unpackWindowsFile } from './corpus-files';

/** The flush maps that Windows left beside its databases. */

const maps = [
  { item: 'srum-server2022-gen1', database: 'SRUDB.dat', map: 'SRUDB.jfm' },
  { item: 'srum-win11-dirty', database: 'SRUDB.dat', map: 'SRUDB.jfm' },
  { item: 'srum-win11-dirty.repaired-by-esentutl', database: 'SRUDB.dat', map: 'SRUDB.jfm' },
  { item: 'srum-win10-rathbun', database: 'SRUDB.dat', map: 'SRUDB.jfm' },
  { item: 'srum-win10-rathbun.after-esentutl', database: 'SRUDB.dat', map: 'SRUDB.jfm' },
  { item: 'secedit-win11-22h2', database: 'secedit.sdb', map: 'secedit.jfm' },
] as const;

describeCorpus('the flush maps made by Windows', () => {
  const folder = temporaryFolder();

  it('all of them are looked at', () => {
    const items = readdirSync(corpus.path('windows'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .filter((item) => readdirSync(corpus.path('windows', item)).some((name) => name.endsWith('.jfm.gz')));
    expect(items.sort()).toEqual(maps.map(({ item }) => item).sort());
  });

  it.each(maps)('$item: intact, paired, and true of every page', async ({ item, database, map }) => {
    const mapPath = unpackWindowsFile(item, map, folder);
    const verification = await verifyFlushMap(nodeFiles, mapPath);
    expect(verification).toMatchObject({ ok: true, pages: { bad: 0 } });
    const mapFile = nodeFiles.openSync(mapPath, 'read');
    const file = nodeFiles.openSync(unpackWindowsFile(item, database, folder), 'read');
    const header = await readFlushMapHeader(mapFile);
    const { header: databaseHeader, pageSize } = await readDatabaseHeader(file);
    const isClean = (header.flags & flushMapClean) !== 0;
    if (databaseHeader.dbstate === 3) expect(isClean).toBe(true);
    expect(flushMapRejection(header, databaseHeader)).toBeUndefined();
    const pgnoLast = pageCount(file.sizeSync(), pageSize);
    const { map: states, unknown } = await readFlushMap(mapFile, pgnoLast);
    expect(unknown).toEqual([]);
    const view = new PageView(new Uint8Array(pageSize));
    const lost: number[] = [];
    for (const run of pageRuns({ file, pageSize, pgnoFirst: 1, pgnoLast })) {
      for (let i = 0; i < run.count; i++) {
        const pgno = run.pgnoFirst + i;
        view.reset(run.bytes, i * pageSize);
        const isBlank = run.statuses[i] === pageStatus.blank;
        if (checkFlushType(states.stateOf(pgno), view.flushType, isBlank) !== 'ok') lost.push(pgno);
      }
    }
    mapFile.closeSync();
    file.closeSync();
    expect(lost).toEqual([]);
  });

  it('the index is of the same opinion', () => {
    const index = readText(corpus.path('windows', 'INDEX.md'));
    const intact = index.match(/flush map v0x3\.0\.0, header checksum ok/g) ?? [];
    expect(intact).toHaveLength(maps.length);
  });
});
