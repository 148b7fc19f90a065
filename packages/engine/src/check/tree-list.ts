import { Tree } from '@esekit/btree';
import type { PageSource } from '@esekit/pages';
import { catalogTrees } from '../catalog/catalog-columns';
import type { IndexSchema, TableSchema } from '../catalog/schema';

/** What a tree holds. */
export type TreeKind = 'database' | 'table' | 'index' | 'long values';

/** A tree of the database, as the catalog has it. */
export interface TreeEntry {
  /** Its place in the list, from 1. */
  readonly number: number;
  readonly kind: TreeKind;
  readonly name: string;
  readonly tree: Tree;
  /** The tree its space comes from; `undefined` for the root of the database. */
  readonly parent: TreeEntry | undefined;
  readonly table: TableSchema | undefined;
  /** Set for secondary indexes. */
  readonly index: IndexSchema | undefined;
}

const pgnoDatabaseRoot = 1;
const objidDatabaseRoot = 1;

/** Secondary indexes of the catalog; their places are the same in every database (10 §1). */
const catalogIndexes = [
  { name: 'Name', pgnoFDP: 7, objidFDP: 4 },
  { name: 'RootObjects', pgnoFDP: 10, objidFDP: 5 },
];

/** All trees, parents before their children (04 §1). */
export function listTrees(source: PageSource, tables: readonly TableSchema[]): TreeEntry[] {
  const entries: TreeEntry[] = [];
  const add = (
    kind: TreeKind,
    name: string,
    place: { readonly pgnoFDP: number; readonly objidFDP: number },
    parent: TreeEntry | undefined,
    table?: TableSchema,
    index?: IndexSchema,
  ): TreeEntry => {
    const { pgnoFDP, objidFDP } = place;
    const tree = new Tree({ source, pgnoFDP, objidFDP, label: labelOf(kind, name, parent) });
    const entry = { number: entries.length + 1, kind, name, tree, parent, table, index };
    entries.push(entry);
    return entry;
  };
  const database = add(
    'database',
    'database',
    { pgnoFDP: pgnoDatabaseRoot, objidFDP: objidDatabaseRoot },
    undefined,
  );
  for (const table of withCatalog(tables)) {
    const entry = add('table', table.name, table, database, table);
    for (const index of table.indexes) {
      if (!index.isPrimary) add('index', index.name, index, entry, table, index);
    }
    if (table.longValues) add('long values', 'LV', table.longValues, entry, table);
  }
  return entries;
}

function labelOf(kind: TreeKind, name: string, parent: TreeEntry | undefined): string {
  if (kind === 'database') return 'the root of the database';
  if (kind === 'table') return `table ${name}`;
  return kind === 'index' ? `index ${name} of ${parent!.name}` : `long values of ${parent!.name}`;
}

/** The trees of the catalog are there even if no row of it can be read. */
function withCatalog(tables: readonly TableSchema[]): TableSchema[] {
  const missing: TableSchema[] = [];
  for (const [which, place] of Object.entries(catalogTrees)) {
    if (tables.some((table) => table.objidFDP === place.objidFDP)) continue;
    missing.push(bareCatalog(which === 'objects' ? 'MSysObjects' : 'MSysObjectsShadow', place));
  }
  return [...missing, ...tables];
}

function bareCatalog(name: string, place: { pgnoFDP: number; objidFDP: number }): TableSchema {
  const indexes = name === 'MSysObjects' ? catalogIndexes : [];
  return {
    ...place,
    name,
    flags: 0,
    isSystem: true,
    density: 0,
    columns: [],
    indexes: indexes.map(bareIndex),
    templateName: undefined,
    longValues: undefined,
    lvChunkMax: undefined,
    separateLV: undefined,
    callbacks: [],
  };
}

/** Without segments there is nothing to compare, but the tree and its space are checked. */
function bareIndex(place: { name: string; pgnoFDP: number; objidFDP: number }): IndexSchema {
  return {
    ...place,
    flags: 0,
    isPrimary: false,
    isUnique: true,
    density: 0,
    segments: [],
    conditional: [],
    keyMost: 255,
    varSegMac: undefined,
    lcMapFlags: 0,
    localeName: undefined,
    lcid: 0,
    sortVersion: undefined,
    sortId: undefined,
    tupleLimits: undefined,
  };
}

/** Whether the space of a tree comes from another one, be it through others. */
export function isBelow(entry: TreeEntry, above: TreeEntry): boolean {
  for (let parent = entry.parent; parent; parent = parent.parent) if (parent === above) return true;
  return false;
}

/** How problems name the place of a tree. */
export function placeOf({ table, index, kind }: TreeEntry): { table?: string; index?: string } {
  if (!table) return {};
  if (index) return { table: table.name, index: index.name };
  return kind === 'long values' ? { table: table.name, index: 'LV' } : { table: table.name };
}
