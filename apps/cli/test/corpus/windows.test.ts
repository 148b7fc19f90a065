import { createNodeFileSystem } from '@esekit/core/node';
import { corpus, describeCorpus, temporaryFolder, unpackFile } from '@esekit/testkit';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { examine } from '../support/contract';
import { windowsItems, type WindowsFile } from './windows-index';

const fs = createNodeFileSystem();

/** What the index says about a file, in the words of `info`. */
function expectedInfo({ description }: WindowsFile): Record<string, unknown> {
  const database = /^database, (\d+)K pages, .*?, (CLEAN|DIRTY),/.exec(description);
  if (database) {
    const [, kibibytes, state] = database;
    return {
      type: 'database',
      pageSize: Number(kibibytes) * 1024,
      state: state === 'CLEAN' ? 'CleanShutdown' : 'DirtyShutdown',
    };
  }
  const log = /^log gen ([0-9A-F]+) \(hex\)/.exec(description);
  if (log) return { header: { lGeneration: parseInt(log[1]!, 16) } };
  const checkpoint = /^checkpoint ([0-9A-F:]+),/.exec(description);
  if (checkpoint) return { type: 'checkpoint', header: { lgposCheckpoint: checkpoint[1]!.toLowerCase() } };
  if (description.startsWith('flush map')) return { type: 'flushMap', pageSize: 8192 };
  if (description.startsWith('reserve')) return { type: 'reserveLog' };
  return {};
}

describeCorpus('files made by Windows', () => {
  const folder = temporaryFolder();

  it('are all of the index', () => {
    const items = windowsItems();
    expect(items).toHaveLength(26);
    expect(items.reduce((sum, { files }) => sum + files.length, 0)).toBe(75);
    expect(items.reduce((sum, { pages }) => sum + pages.size, 0)).toBe(29);
  });

  for (const item of windowsItems()) {
    describe(item.name, () => {
      const place = join(folder, item.name);
      const unpack = (): void => {
        const source = corpus.path('windows', item.name);
        const files = new Set(item.files.map(({ name }) => `${name}.gz`));
        for (const name of readdirSync(source)) if (files.has(name)) unpackFile(join(source, name), place);
      };

      it('info and verify of each file', async () => {
        unpack();
        for (const file of item.files) {
          const path = join(place, file.name);
          const info = await examine(fs, 'info', path);
          expect({ file: file.name, ...info.json }).toMatchObject({ size: file.size, ...expectedInfo(file) });
          const isUnknown = info.json['type'] === 'unknown';
          expect({ file: file.name, info: info.code }).toEqual({ file: file.name, info: 0 });
          const verify = await examine(fs, 'verify', path);
          const { bad = 0 } = item.pages.get(file.name) ?? {};
          const code = isUnknown ? 2 : bad > 0 ? 1 : 0;
          expect({ file: file.name, verify: verify.code }).toEqual({ file: file.name, verify: code });
          const pages = item.pages.get(file.name);
          if (pages) expect(verify.json).toMatchObject({ pages });
        }
      });

      it('verify of the folder', async () => {
        const { code, json } = await examine(fs, 'verify', place);
        const bad = [...item.pages.values()].some((pages) => pages.bad > 0);
        expect({ code, ok: json['ok'] }).toEqual({ code: bad ? 1 : 0, ok: !bad });
        const files = json['files'] as { type: string }[];
        const databases = files.filter(({ type }) => type === 'database');
        expect(databases).toHaveLength(
          item.files.filter((file) => file.description.startsWith('database')).length,
        );
        expect(json['chain']).toMatchObject({ ok: true, problems: [] });
      });
    });
  }
});
