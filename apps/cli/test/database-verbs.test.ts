import { createFailingFileSystem } from '@esekit/core/testing';
import { describe, expect, it } from 'vitest';
import { expectContract } from './support/contract';
import {
  damagedSample,
  dirtySample,
  memoryWithDatabase,
  samplePages,
  sampleWithWrongBit,
} from './support/damage';
import { run } from './support/run';
import { addFile, memoryWith } from './support/sample';

/** What holds for each verb that reads a database, whatever it shows of it. */
const verbs = ['tables', 'schema', 'export', 'check', 'space'];
const dirtyNote = 'a.edb: DirtyShutdown: shown as it stands, its logs were not replayed\n';

describe.each(verbs)('%s', (verb) => {
  it('a good database: exit code 0 and nothing on standard error', async () => {
    for (const args of [
      [verb, 'a.edb'],
      [verb, 'a.edb', '--json'],
      [verb, 'a.edb', '--quiet'],
    ]) {
      const { code, stdout, stderr } = await run(memoryWithDatabase(), args);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).not.toBe('');
    }
  });

  it.each([
    ['a missing file', [], 'JET_errFileNotFound'],
    ['a folder', ['a.edb/inner'], 'JET_errFileAccessDenied'],
    ['no database', ['a.edb'], 'JET_errFileInvalidType'],
  ])('%s: exit code 2', async (_, files, error) => {
    const fs = memoryWith();
    for (const path of files) addFile(fs, path, new TextEncoder().encode('nothing of ours'));
    const text = await run(fs, [verb, 'a.edb']);
    expectContract(text, false);
    expect({ code: text.code, stdout: text.stdout }).toEqual({ code: 2, stdout: '' });
    expect(text.stderr).toContain(error);
    const json = await run(fs, [verb, 'a.edb', '--json']);
    expect(json.code).toBe(2);
    expect(JSON.parse(json.stdout)).toMatchObject({ path: 'a.edb', ok: false, error: { name: error } });
  });

  it('a dirty database: shown as it stands, with one note', async () => {
    const good = await run(memoryWithDatabase(), [verb, 'a.edb']);
    const dirty = await run(memoryWithDatabase(dirtySample()), [verb, 'a.edb']);
    expect(dirty).toEqual({ code: 0, stdout: good.stdout, stderr: dirtyNote });
  });

  it('a damaged catalog: the shadow serves, and that is said', async () => {
    const fs = memoryWithDatabase(damagedSample(samplePages.catalogLeaf));
    const { code, stdout, stderr } = await run(fs, [verb, 'a.edb']);
    expect(code).toBe(1);
    expect(stdout).toContain(verb === 'check' ? 'page 14' : 'T');
    expect(stderr).toMatch(
      /^a\.edb: JET_errReadVerifyFailure: the catalog is damaged, its shadow was read: page 14/,
    );
    expect(stderr).toMatch(/\nesekit: JET_errReadVerifyFailure \(-1018\): a\.edb: \d damaged places? met\n$/);
  });

  it('a wrong bit that was corrected on reading: exit code 1', async () => {
    const args = [verb, 'a.edb', '--json'];
    const good = await run(memoryWithDatabase(), args);
    const fs = memoryWithDatabase(
      sampleWithWrongBit(verb === 'schema' ? samplePages.catalogLeaf : samplePages.tableRoot),
    );
    const { code, stdout, stderr } = await run(fs, args);
    expect(code).toBe(1);
    // For a check it is a problem like any other; the others show what the database holds.
    expect(stdout === good.stdout).toBe(verb !== 'check');
    expect(stderr).toContain('JET_errReadVerifyFailure');
    expect(stderr).toContain('1 damaged place met');
  });

  it('a disk that fails from some moment on: exit code by the contract', async () => {
    const counting = createFailingFileSystem(memoryWithDatabase());
    await run(counting, [verb, 'a.edb']);
    const operations = counting.trace.filter(({ operation }) => operation !== 'close').length;
    expect(operations).toBeGreaterThan(5);
    for (let failFrom = 1; failFrom <= operations; failFrom++) {
      let count = 0;
      const fs = createFailingFileSystem(memoryWithDatabase(), {
        failWhen: (operation) => (operation !== 'close' && ++count >= failFrom ? 'JET_errDiskIO' : undefined),
      });
      const { code, stdout, stderr } = await run(fs, [verb, 'a.edb']);
      // A page without a use that cannot be read is a warning of `check`.
      const isGood = code === 0 && verb === 'check' && stdout.includes('warning');
      expect({ failFrom, code: isGood || [1, 2].includes(code) }).toEqual({ failFrom, code: true });
      if (verb !== 'check') expect(stderr).toMatch(/esekit: JET_err\w+ \(-\d+\): /);
      expect(stderr).not.toMatch(/JET_errInternalError/);
    }
  });

  it('a wish to stop: exit code 130', async () => {
    const stop = new AbortController();
    stop.abort();
    const { code, stderr } = await run(memoryWithDatabase(), [verb, 'a.edb'], { signal: stop.signal });
    expect({ code, stderr }).toEqual({ code: 130, stderr: 'esekit: interrupted\n' });
  });

  it('changes nothing', async () => {
    const fs = createFailingFileSystem(memoryWithDatabase());
    await run(fs, [verb, 'a.edb']);
    const operations = new Set(fs.trace.map(({ operation }) => operation));
    for (const name of ['write', 'truncate', 'rename', 'removeFile', 'createDirectory'] as const) {
      expect(operations.has(name)).toBe(false);
    }
  });
});
