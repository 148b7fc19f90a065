import { catalogTrees } from '../catalog-columns';
import { indexFlag } from '../schema';
import type { CatalogFields } from './catalog-record';
import { catalogColumns } from './catalog-shape';
import { columnFields, indexFields, tableFields } from './rows';
import type { LocaleRow, ObjidRow } from './system-records';
import { localesTable, objidsTable, type SystemTable } from './system-tables';

/** Engine format versions at which a new database changes (01 §10). */
const feature = { lastSetTime: 9460, keyValueStore2: 9520 } as const;

export interface NewDatabaseOptions {
  /** Engine format version, 8620 to 9620. */
  readonly efv: number;
  /** Root pages of MSysObjids and MSysLocales, as space gave them out. Default 29 and 30. */
  readonly pgnoObjids?: number;
  readonly pgnoLocales?: number;
  /** FILETIME of now; asked once per tree. */
  readonly now: () => bigint;
}

/** What is put into a new database, in this order (10 §5.1). */
export interface NewDatabaseRows {
  /** Each goes into MSysObjects and into its shadow. */
  readonly catalog: readonly CatalogFields[];
  readonly objids: readonly ObjidRow[];
  readonly locales: readonly LocaleRow[];
}

/** Trees of the catalog itself, whose places are part of the format (10 §1). */
const catalogIndexes = {
  name: { objid: 4, pgnoFDP: 7 },
  rootObjects: { objid: 5, pgnoFDP: 10 },
} as const;

/** The catalog's rows about itself name this code page for every column, whatever its type (10 §2.3). */
const selfCodePage = 1252;
/** And this offset for every fixed column. */
const selfOffset = 4;

const defaultLocale = { localeName: 'en-US', lcMapFlags: 0x0003_0401 } as const;
const catalogDensity = 80;
const catalogTableFlags = 0xc000_0000;
const objidObjids = 6;
const objidLocales = 7;
const noNulls = indexFlag.extendedColumns | indexFlag.noNullSegment | indexFlag.unique;

/** The rows of a new, empty database (10 §5.1 steps 5 to 7, §5.2). */
export function newDatabaseRows(options: NewDatabaseOptions): NewDatabaseRows {
  const { efv, pgnoObjids = 29, pgnoLocales = 30, now } = options;
  const isSecondVersion = efv >= feature.keyValueStore2;
  const time = (): bigint | undefined => (efv >= feature.lastSetTime ? now() : undefined);
  const { objects, shadow } = catalogTrees;
  return {
    catalog: [
      ...catalogTable('MSysObjects', objects, 20),
      ...catalogTable('MSysObjectsShadow', shadow, 5),
      catalogIndex('Id', objects.objidFDP, { objid: objects.objidFDP, pgnoFDP: objects.pgnoFDP }),
      catalogIndex('Id', shadow.objidFDP, { objid: shadow.objidFDP, pgnoFDP: shadow.pgnoFDP }),
      catalogIndex('Name', objects.objidFDP, catalogIndexes.name),
      catalogIndex('RootObjects', objects.objidFDP, catalogIndexes.rootObjects),
      ...systemTableRows(objidsTable, objidObjids, pgnoObjids, time),
      ...systemTableRows(localesTable(isSecondVersion), objidLocales, pgnoLocales, time),
    ],
    objids: [
      { objid: objects.objidFDP, objidTable: objects.objidFDP, type: 1 },
      { objid: shadow.objidFDP, objidTable: shadow.objidFDP, type: 1 },
      { objid: catalogIndexes.name.objid, objidTable: objects.objidFDP, type: 3 },
      { objid: catalogIndexes.rootObjects.objid, objidTable: objects.objidFDP, type: 3 },
      { objid: objidObjids, objidTable: objidObjids, type: 1 },
      { objid: objidLocales, objidTable: objidLocales, type: 1 },
    ],
    locales: localeRows(isSecondVersion),
  };
}

function catalogTable(
  name: string,
  { objidFDP, pgnoFDP }: { readonly objidFDP: number; readonly pgnoFDP: number },
  pages: number,
): CatalogFields[] {
  const table = tableFields({
    objid: objidFDP,
    pgnoFDP,
    name,
    density: catalogDensity,
    flags: catalogTableFlags,
    pages,
  });
  const columns = catalogColumns.map((column) =>
    columnFields({
      objidTable: objidFDP,
      fid: column.fid,
      name: column.name,
      coltyp: column.coltyp,
      cbMax: column.size,
      flags: column.isNotNull ? 1 : 0,
      codePage: selfCodePage,
      recordOffset: column.fid <= 127 ? selfOffset : undefined,
    }),
  );
  return [table, ...columns];
}

/** Segments of the catalog's indexes, and whether rows without RootFlag are left out (10 §2.2). */
const catalogSegments = {
  Id: { fids: [1, 2, 3], flags: noNulls | indexFlag.primary },
  Name: { fids: [1, 2, 128], flags: noNulls },
  RootObjects: {
    fids: [8, 128],
    flags: indexFlag.extendedColumns | indexFlag.allowSomeNulls | indexFlag.unique,
  },
} as const;

function catalogIndex(
  name: keyof typeof catalogSegments,
  objidTable: number,
  tree: { readonly objid: number; readonly pgnoFDP: number },
): CatalogFields {
  const { fids, flags } = catalogSegments[name];
  return indexFields({
    ...tree,
    ...defaultLocale,
    objidTable,
    name,
    density: catalogDensity,
    flags,
    segments: fids.map(ascending),
  });
}

const ascending = (fid: number) =>
  ({ fid, isTemplate: false, descending: false, mustBeNull: false }) as const;

function systemTableRows(
  table: SystemTable,
  objid: number,
  pgnoFDP: number,
  time: () => bigint | undefined,
): CatalogFields[] {
  const { name, flags, density, columns, primary } = table;
  const tree = { objid, pgnoFDP, density };
  return [
    tableFields({ ...tree, name, flags, pages: 0, lastSetTime: time() }),
    ...columns.map((column) => columnFields({ ...column, objidTable: objid, codePage: 0 })),
    indexFields({
      ...tree,
      ...defaultLocale,
      objidTable: objid,
      name: primary.name,
      flags: primary.flags,
      segments: [ascending(primary.fid)],
      lastSetTime: time(),
    }),
  ];
}

/** Versions of the store's schema, and the row that says that its counts are right (10 §4.2). */
function localeRows(isSecondVersion: boolean): LocaleRow[] {
  const version = (part: string, value: number): LocaleRow => ({ key: `.Schema\\${part}`, type: 1, value });
  return [
    version('External\\Major', 1),
    version('External\\Minor', 0),
    version('External\\Update', 0),
    version('Internal\\Major', 1),
    version('Internal\\Minor', 0),
    version('Internal\\Update', isSecondVersion ? 2 : 0),
    { key: 'MSysLocalesConsistent', type: 2, value: 1 },
  ];
}
