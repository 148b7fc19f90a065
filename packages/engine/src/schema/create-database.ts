import { JetError } from '@esekit/core';
import { catalogType } from '../catalog/catalog-columns';
import { newDatabaseRows, type CatalogFields, type NewDatabaseRows } from '../catalog/write';
import { fileTimeOf } from './file-time';
import type { CatalogRows } from './catalog-rows';
import { hasUpdate, inLevel, type SchemaHost, type SchemaSession } from './schema-host';
import type { SystemTables } from './system-tables';
import { cpgShadowOfSmallestPages, objidLocales, objidObjids, systemTrees } from './system-trees';

/**
 * The order in which the engine adds the columns of the catalog, which shows in the places of their rows: as they
 * came to be, by the logs of a new database.
 */
const catalogColumnOrder: readonly number[] = [
  1, 2, 3, 128, 4, 5, 6, 7, 129, 8, 130, 9, 131, 132, 133, 134, 10, 11, 135, 136, 137, 256, 257, 258, 259,
  260, 261, 12, 13,
];

/** The key of MSysLocales comes before its other columns. */
const localesColumnOrder: readonly number[] = [128, 1, 2];

/** Engine format versions that say what the rows are like (01 §10). */
const efvOf = { plain: 8620, lastSetTime: 9460, keyValueStore2: 9520 } as const;

/** The catalog of a new database: its trees at their places, and the rows about itself (10 §5.1, 24 §6). */
export function createCatalog(host: SchemaHost, rows: CatalogRows, session: SchemaSession): void {
  session.atomically(() => {
    const create = (name: keyof typeof systemTrees, cpg: number = systemTrees[name].cpg): void => {
      const { objidFDP, pgnoFDP, kind } = systemTrees[name];
      const isIndex = kind === 'index';
      const parent = isIndex ? rows.tree(systemTrees.objects.objidFDP)!.tree : host.space.root;
      const request = { parent, objidFDP, cpg, isMultiple: true, kind, isUnique: true };
      const pgno = host.space.createTree(session.session, request);
      if (pgno === pgnoFDP) return;
      throw new JetError('JET_errInternalError', `tree ${objidFDP} of the catalog got page ${pgno}`);
    };
    create('objects');
    create('shadow', host.pageSize === 2048 ? cpgShadowOfSmallestPages : undefined);
    create('name');
    create('rootObjects');
    while (host.objidLast < systemTrees.rootObjects.objidFDP) host.nextObjid();
    const own = rowsFor(host).catalog.filter((row) => row.ObjidTable! < objidObjids);
    for (const row of inOrder(own, catalogColumnOrder)) rows.insert(session.session, row);
  });
}

/** MSysObjids and MSysLocales with their rows, in the engine's order (10 §5.1): tables like others. */
export function createSystemTables(
  host: SchemaHost,
  rows: CatalogRows,
  system: SystemTables,
  session: SchemaSession,
): void {
  const objids = rowsFor(host).objids;
  const add = (...wanted: number[]): void => {
    session.atomically(() => {
      for (const objid of wanted)
        system.addObjid(
          session.session,
          objids.find((row) => row.objid === objid)!,
        );
    });
  };
  session.atomically(() => inLevel(session.session, () => createTable(host, rows, session, objidObjids)));
  // The indexes of the catalog before its shadow: that is how the engine finds them.
  add(2, 4, 5);
  add(3);
  add(objidObjids);
  createLocales(host, rows, system, session);
}

/** Schema columns that newer formats add to MSysLocales, in the order of their addition. */
const addedColumns = [256, 3];

function createLocales(
  host: SchemaHost,
  rows: CatalogRows,
  system: SystemTables,
  session: SchemaSession,
): void {
  const { locales } = rowsFor(host);
  const consistent = locales.at(-1)!;
  const update = locales.at(-2)!;
  session.atomically(() => {
    inLevel(session.session, () => {
      createTable(host, rows, session, objidLocales, () => {
        system.addObjid(session.session, { objid: objidLocales, objidTable: objidLocales, type: 1 });
      });
    });
    const [major, minor, external, ...internal] = locales.slice(0, -2);
    for (const row of [...internal, { ...update, value: 0 }, major!, minor!, external!]) {
      inLevel(session.session, () => system.addLocale(session.session, row));
    }
  });
  const added = rowsFor(host).catalog.filter((row) => isAdded(row));
  for (const [i, fid] of addedColumns.entries()) {
    const row = added.find(({ Id }) => Id === fid);
    if (row === undefined) break;
    session.atomically(() => {
      inLevel(session.session, () => rows.insert(session.session, row));
      inLevel(session.session, () => system.setLocale(session.session, { ...update, value: i + 1 }));
    });
  }
  session.atomically(() => inLevel(session.session, () => system.addLocale(session.session, consistent)));
}

function isAdded({ ObjidTable, Type, Id }: CatalogFields): boolean {
  return ObjidTable === objidLocales && Type === catalogType.column && addedColumns.includes(Id!);
}

function createTable(
  host: SchemaHost,
  rows: CatalogRows,
  { session }: SchemaSession,
  expected: number,
  afterTable?: () => void,
): void {
  const objid = host.nextObjid();
  if (objid !== expected) throw new JetError('JET_errInternalError', `object ${objid} is to be ${expected}`);
  const request = { parent: host.space.root, objidFDP: objid, cpg: 1, isMultiple: false, isUnique: true };
  const pgno = host.space.createTree(session, { ...request, kind: 'table' });
  const own = rowsFor(host, { [expected]: pgno }).catalog.filter(
    (row) => row.ObjidTable === objid && !isAdded(row),
  );
  for (const row of inOrder(own, expected === objidLocales ? localesColumnOrder : [])) {
    rows.insert(session, row);
    if (row.Type === catalogType.table) afterTable?.();
  }
}

/** The columns of each table in a given order; all other rows keep their places. */
function inOrder(rows: readonly CatalogFields[], fids: readonly number[]): CatalogFields[] {
  const rank = ({ Type, Id }: CatalogFields): number =>
    Type === catalogType.column ? fids.indexOf(Id!) : -1;
  const result: CatalogFields[] = [];
  let columns: CatalogFields[] = [];
  for (const row of rows) {
    if (row.Type === catalogType.column) columns.push(row);
    else {
      result.push(...columns.sort((a, b) => rank(a) - rank(b)), row);
      columns = [];
    }
  }
  return result;
}

function rowsFor(host: SchemaHost, pages: Readonly<Record<number, number>> = {}): NewDatabaseRows {
  return newDatabaseRows({
    efv: hasUpdate(host, 'keyValueStore2')
      ? efvOf.keyValueStore2
      : hasUpdate(host, 'lastSetTime')
        ? efvOf.lastSetTime
        : efvOf.plain,
    ...(pages[objidObjids] === undefined ? {} : { pgnoObjids: pages[objidObjids] }),
    ...(pages[objidLocales] === undefined ? {} : { pgnoLocales: pages[objidLocales] }),
    now: () => fileTimeOf(host.instance.now()),
  });
}
