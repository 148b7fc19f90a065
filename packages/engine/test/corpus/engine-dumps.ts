import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createNodeFileSystem } from '@esekit/core/node';
import { corpus, unpackArchive } from '@esekit/testkit';
import { openDatabase, type Database } from '../../src/index';

/** A database that the engine closed, and what the engine itself printed of it. */
export interface DumpedDatabase {
  readonly name: string;
  readonly database: Database;
  readonly dumps: readonly { readonly name: string; readonly lines: readonly string[] }[];
}

const files = createNodeFileSystem();

/** Every database of the engine part of the corpus that has a dump of the same state. */
export function* dumpedDatabases(folder: string): Generator<DumpedDatabase, void, void> {
  for (const archive of readdirSync(corpus.path('engine')).sort()) {
    if (!archive.endsWith('.tar.gz')) continue;
    const root = join(unpackArchive(corpus.path('engine', archive), folder), basename(archive, '.tar.gz'));
    for (const { path, dumps } of pairs(root)) {
      const database = openDatabase(files, join(root, path));
      yield {
        name: `${basename(root)}/${path}`,
        database,
        dumps: dumps.map((name) => ({
          name,
          lines: readFileSync(join(root, name), 'utf8').trimEnd().split('\n'),
        })),
      };
      database.close();
    }
  }
}

interface Pair {
  readonly path: string;
  readonly dumps: readonly string[];
}

/** Which dumps of an archive show the state of which of its databases. */
function pairs(root: string): Pair[] {
  const dumps = readdirSync(root).filter((name) => name.endsWith('.jsonl'));
  const candidates: Pair[] = [
    { path: 'files/a.edb', dumps: ['dump.jsonl', 'redump.jsonl', 'dumpsys.jsonl'] },
    // Defragmented, repaired of nothing, and recovered copies of one database.
    ...['recovered/a.edb', 'after-d/a.edb', 'after-d/d.edb', 'after-repair/a.edb'].map((path) => ({
      path,
      dumps: basename(root).startsWith('eseutil') ? ['expected.jsonl'] : [],
    })),
  ];
  for (const dump of dumps) {
    const [, step = '', letter = 'a'] = /^(.*?)(?:-([ab]))?(?:\.sys)?\.jsonl$/.exec(dump) ?? [];
    for (const path of [`${step}/${letter}.edb`, `${step}.restored/dest/${letter}.edb`]) {
      candidates.push({ path, dumps: [dump] });
    }
  }
  const found = new Map<string, Set<string>>();
  for (const { path, dumps: names } of candidates) {
    if (!existsSync(join(root, path))) continue;
    const set = found.get(path) ?? new Set();
    for (const name of names) if (dumps.includes(name)) set.add(name);
    if (set.size > 0) found.set(path, set);
  }
  const digests = new Map(dumps.map((name) => [name, digestOf(join(root, name))]));
  return [...found].map(([path, names]) => {
    // What the scenario expected is another file with the same text.
    const equal = dumps.filter((name) => [...names].some((one) => digests.get(one) === digests.get(name)));
    return { path, dumps: [...new Set([...names, ...equal])] };
  });
}

function digestOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
