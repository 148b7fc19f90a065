import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { TableSchema } from '../src/index';
import { openDatabase } from '../src/index';
import { pageFlag, PageView } from '@esekit/pages';
import { corpus, unpackArchive } from '@esekit/testkit';
import { fileSystemOf, OverlayFile } from './overlay-file';
import { StepLimit } from './step-limit';

/** What a page is for; mutators choose their targets by it. */
export const pageKinds = [
  'catalog',
  'shadow',
  'records',
  'index',
  'longValues',
  'inner',
  'space',
  'root',
] as const;
export type PageKind = (typeof pageKinds)[number];

/** A database to be mutated. It is read once and never written to. */
export interface Base {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly pageSize: number;
  readonly pageCount: number;
  /** Pages in use, by what they are for; a root that is a leaf is in both lists. */
  readonly pages: Readonly<Record<PageKind, readonly number[]>>;
  /** All pages in use. */
  readonly used: readonly number[];
  readonly tables: readonly TableSchema[];
  /** What `tableSignature` says of the tables. */
  readonly signatures: ReadonlySet<string>;
  /** How often cases choose it: small files go fast and are chosen more often. */
  readonly weight: number;
}

const engineBases: readonly (readonly [string, number])[] = [
  ['clean-small-4k', 6],
  ['clean-types-4k', 3],
  ['clean-types-8k', 3],
  ['clean-types-32k', 3],
  ['clean-btree-4k', 2],
];

/** Databases that Windows made: other versions of the format, other page sizes, and states not clean. */
const windowsBases: readonly (readonly [string, number])[] = [
  ['dissect-basic/basic.edb', 4],
  ['dissect-multi/multi.edb', 6],
  ['dissect-binary/binary.edb', 4],
  ['eseparser-decompress/decompress_test.edb', 6],
  ['eseparser-test/test.edb', 6],
  ['secedit-win11-22h2/secedit.sdb', 3],
  ['ual-nondomain/SystemIdentity.mdb', 2],
  ['srum-server2022-gen1/SRUDB.dat', 3],
  ['qmgr-win10/qmgr.db', 5],
  ['xbim-p1/P1.xBIM', 2],
  ['xbim-monolith-v1schema/Monolith_Nogeom_Version1Schema.xbim', 2],
];

/** Loads every base of the corpus. */
export function loadBases(): Base[] {
  const folder = mkdtempSync(join(tmpdir(), 'esekit-fuzz-'));
  try {
    return [
      ...engineBases.map(([name, weight]) => {
        unpackArchive(corpus.path('engine', `${name}.tar.gz`), folder);
        return describeBase(name, readFileSync(join(folder, name, 'files', 'a.edb')), weight);
      }),
      ...windowsBases.map(([name, weight]) =>
        describeBase(name, gunzipSync(readFileSync(corpus.path('windows', `${name}.gz`))), weight),
      ),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function describeBase(name: string, buffer: Uint8Array, weight: number): Base {
  // A plain array, because `slice` of a Buffer is no copy, and cases would damage the base itself.
  const bytes = new Uint8Array(buffer);
  const file = new OverlayFile(name, bytes, bytes.length, new StepLimit(Number.MAX_SAFE_INTEGER));
  const database = openDatabase(fileSystemOf(file), name);
  const { tables } = database;
  const { pageSize, pageCount } = database.source;
  const pages: Record<PageKind, number[]> = {
    catalog: [],
    shadow: [],
    records: [],
    index: [],
    longValues: [],
    inner: [],
    space: [],
    root: [],
  };
  const used: number[] = [];
  const view = new PageView(bytes, 0, pageSize);
  for (let pgno = 1; pgno <= pageCount; pgno++) {
    view.reset(bytes, (pgno + 1) * pageSize);
    const kinds = kindsOf(view);
    for (const kind of kinds) pages[kind].push(pgno);
    if (kinds.length > 0) used.push(pgno);
  }
  return {
    name,
    bytes,
    pageSize,
    pageCount,
    pages,
    used,
    tables,
    signatures: new Set(tables.map(tableSignature)),
    weight,
  };
}

function kindsOf(view: PageView): PageKind[] {
  if (view.itagMicFree === 0 || view.hasFlag(pageFlag.empty | pageFlag.preInit)) return [];
  const kinds: PageKind[] = view.hasFlag(pageFlag.root) ? ['root'] : [];
  if (view.hasFlag(pageFlag.spaceTree)) kinds.push('space');
  else if (!view.hasFlag(pageFlag.leaf)) kinds.push('inner');
  else kinds.push(leafKind(view));
  return kinds;
}

function leafKind(view: PageView): PageKind {
  if (view.hasFlag(pageFlag.longValue)) return 'longValues';
  if (view.hasFlag(pageFlag.index)) return 'index';
  if (view.objidFDP === 2) return 'catalog';
  return view.objidFDP === 3 ? 'shadow' : 'records';
}

/** What decides how a table is read, so that a case sees which tables its damage to the catalog concerns. */
export function tableSignature({
  name,
  objidFDP,
  pgnoFDP,
  columns,
  indexes,
  longValues,
  lvChunkMax,
}: TableSchema): string {
  const parts = columns.map((c) =>
    [c.name, c.fid, c.coltyp, c.cbMax, c.recordOffset, c.flags, c.codePage, c.defaultValue?.join('.')].join(),
  );
  const keys = indexes.map((i) =>
    [
      i.name,
      i.pgnoFDP,
      i.objidFDP,
      i.flags,
      i.keyMost,
      i.varSegMac,
      i.lcMapFlags,
      i.segments.length,
      i.conditional.length,
    ].join(),
  );
  return JSON.stringify([name, objidFDP, pgnoFDP, longValues, lvChunkMax, parts, keys]);
}

/** The objects of a table: its records, its long values and its indexes. */
export function objidsOf({ objidFDP, indexes, longValues }: TableSchema): number[] {
  return [objidFDP, longValues?.objidFDP ?? objidFDP, ...indexes.map((index) => index.objidFDP)];
}
