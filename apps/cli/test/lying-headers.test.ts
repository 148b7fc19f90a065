import { createFailingFileSystem } from '@esekit/core/testing';
import { pageSizeOffset, stampXorChecksum } from '@esekit/pages';
import { describe, expect, it } from 'vitest';
import { examine, line } from './support/contract';
import { run } from './support/run';
import {
  backupCopy,
  changeHeader,
  changePage,
  memoryWith,
  pageSize,
  sampleFile,
  withOwnedPages,
} from './support/sample';

/** Files whose intact checksums say that every byte is meant, and whose fields are lies. */

describe('a database that claims more than there is', () => {
  it('owns 0x7fefffff pages', async () => {
    const fs = memoryWith({ 'a.edb': withOwnedPages(0x7fefffff) });
    const verified = await examine(fs, 'verify', 'a.edb');
    expect(verified).toMatchObject({
      code: 1,
      json: {
        ok: false,
        pages: { inFile: 254, owned: 0x7fefffff, bad: 0 },
        problems: [{ error: 'JET_errDatabaseCorrupted', text: expect.stringContaining('truncated') }],
      },
    });
    expect(await examine(fs, 'info', 'a.edb')).toMatchObject({
      code: 1,
      stderr: line('JET_errDatabaseCorrupted'),
      json: { type: 'database', state: 'CleanShutdown' },
    });
  });

  it('owns more pages than any database can', async () => {
    const fs = memoryWith({ 'a.edb': withOwnedPages(0xffffffff) });
    expect(await examine(fs, 'verify', 'a.edb')).toMatchObject({
      code: 1,
      json: { pages: { owned: null }, problems: [{ error: 'JET_errSPOwnExtCorrupted' }] },
    });
    expect((await examine(fs, 'info', 'a.edb')).code).toBe(1);
  });

  it.each([0, 1, 3, 2048, 4097, 8192, 32_768, 0x10000, 0x7fffffff, 0xffffffff])(
    'states the page size %i',
    async (stated) => {
      const bytes = changeHeader(sampleFile('a.edb'), (header) =>
        header.setUint32(pageSizeOffset, stated, true),
      );
      const fs = memoryWith({ 'a.edb': bytes });
      // 0 is how old engines write 4096; anything else contradicts the size of the header itself.
      const expected = stated === 0 ? 0 : 1;
      expect((await examine(fs, 'info', 'a.edb')).code).toBe(expected);
      expect((await examine(fs, 'verify', 'a.edb')).code).toBe(expected);
    },
  );

  it('has a space header full of garbage', async () => {
    const bytes = changePage(sampleFile('a.edb'), 1, (page) => {
      const at = page.findIndex((_, i) => i >= 40 && page[i + 8] === 1);
      page.fill(0xff, at, at + 16);
    });
    const fs = memoryWith({ 'a.edb': bytes });
    const { code, json } = await examine(fs, 'verify', 'a.edb');
    expect(code).toBe(1);
    expect(json).toMatchObject({ ok: false, pages: { owned: null } });
    await examine(fs, 'info', 'a.edb');
  });

  it('has impossible times, shown as the bits that they are', async () => {
    const bytes = changeHeader(sampleFile('a.edb'), (header) => {
      for (let at = 24 + 4; at < 24 + 12; at++) header.setUint8(at, 0xff);
    });
    const { json, code } = await examine(memoryWith({ 'a.edb': bytes }), 'info', 'a.edb');
    expect(code).toBe(0);
    expect(json['header']).toMatchObject({ signDb: { time: { raw: 'ffffffffffffffff' } } });
  });
});

describe('a backup copy without its end', () => {
  it('has lost its trailer', async () => {
    const fs = memoryWith({ 'copy.edb': backupCopy().subarray(0, -pageSize) });
    expect(await examine(fs, 'info', 'copy.edb')).toMatchObject({
      code: 1,
      stderr: line('JET_errDatabaseCorrupted'),
      json: { type: 'backupDatabase', trailer: null },
    });
    expect(await examine(fs, 'verify', 'copy.edb')).toMatchObject({ code: 1, json: { trailer: 'bad' } });
  });
});

describe('a log that claims more than there is', () => {
  it.each([
    ['sectors', 16, 0xffff, 2],
    ['sector size', 12, 0, 2],
    ['sector size', 12, 0xffff, 2],
    ['page size', 22, 0xffff, 2],
  ])('%s at %i is %i', async (_, offset, value) => {
    const bytes = sampleFile('edb.log');
    new DataView(bytes.buffer).setUint16(offset, value, true);
    stampXorChecksum(bytes.subarray(0, 4096));
    const fs = memoryWith({ 'edb.log': bytes });
    await examine(fs, 'info', 'edb.log');
    await examine(fs, 'verify', 'edb.log');
  });
});

describe('a sparse file of an impossible size', () => {
  const tebibyte = 2 ** 40;

  function sparse(name: string, start: Uint8Array, size: number) {
    const fs = memoryWith({ [name]: start });
    fs.openSync(name, 'readWrite').truncateSync(size);
    return fs;
  }

  it('info does not mind', async () => {
    const fs = sparse('a.edb', sampleFile('a.edb'), 4 * tebibyte);
    expect(await examine(fs, 'info', 'a.edb')).toMatchObject({ code: 0, json: { size: 4 * tebibyte } });
  });

  it('beyond the largest database it is an error of the engine', async () => {
    const fs = sparse('a.edb', sampleFile('a.edb'), 16 * tebibyte);
    for (const verb of ['info', 'verify'] as const) {
      const { code, stderr } = await examine(fs, verb, 'a.edb');
      expect({ code, stderr }).toEqual({ code: 1, stderr: line('JET_errDatabaseCorrupted') });
    }
  });

  it('of nothing but zeros it is none of ours', async () => {
    const fs = sparse('zeros', new Uint8Array(0), 8 * tebibyte);
    expect((await examine(fs, 'info', 'zeros')).code).toBe(0);
    expect((await examine(fs, 'verify', 'zeros')).code).toBe(2);
  });

  it('a log ends where its header says', async () => {
    const fs = sparse('edb.log', sampleFile('edb.log'), tebibyte);
    expect(await examine(fs, 'verify', 'edb.log')).toMatchObject({
      code: 1,
      json: { problems: [{ error: 'JET_errLogFileSizeMismatch' }] },
    });
  });

  it('verify can be interrupted', async () => {
    const stop = new AbortController();
    let reads = 0;
    const fs = createFailingFileSystem(sparse('a.edb', sampleFile('a.edb'), 4 * tebibyte), {
      failWhen: (operation) => {
        if (operation === 'read' && ++reads === 20) stop.abort();
        return undefined;
      },
    });
    const { code, stdout, stderr } = await run(fs, ['verify', 'a.edb', 'a.edb'], { signal: stop.signal });
    expect({ code, stdout, stderr }).toEqual({ code: 130, stdout: '', stderr: 'esekit: interrupted\n' });
    expect(reads).toBeLessThan(30);
  });
});
