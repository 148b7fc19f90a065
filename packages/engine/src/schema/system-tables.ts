import { viewOf } from '@esekit/core';
import {
  LocaleRecordEncoder,
  localeKeyBytes,
  ObjidRecordEncoder,
  type LocaleRow,
  type ObjidRow,
} from '../catalog/write';
import { localesTable, objidsTable } from '../catalog/write/system-tables';
import { buildKeys, indexDefinition, type IndexDefinition } from '../keys';
import { LiveCursor, LiveTree } from '../live';
import type { Session } from '../transactions';
import { coltyp } from '../values/coltyp';
import type { CatalogRows } from './catalog-rows';
import { inLevel, inOwnTransaction, type SchemaHost } from './schema-host';

/** Where iValue stands in a record of MSysLocales: behind the header and Type. */
const iValueOffset = 5;

/**
 * MSysObjids, a row for each tree, and MSysLocales, which counts the localized indexes (10 §4.1, §4.2). Old
 * databases have neither, and get along without.
 */
export class SystemTables {
  readonly #host: SchemaHost;
  readonly #rows: CatalogRows;
  readonly #objids: ObjidRecordEncoder;
  readonly #locales: LocaleRecordEncoder;
  readonly #localeKey: IndexDefinition;
  readonly #trees = new Map<string, LiveTree>();

  constructor(host: SchemaHost, rows: CatalogRows) {
    this.#host = host;
    this.#rows = rows;
    this.#objids = new ObjidRecordEncoder(host.pageSize);
    this.#locales = new LocaleRecordEncoder(host.pageSize);
    this.#localeKey = indexDefinition({
      name: 'KeyPrimary',
      segments: [
        {
          column: {
            columnid: 128,
            coltyp: coltyp.binary,
            size: 255,
            isFixed: false,
            isMultiValued: false,
            codePage: 0,
          },
          descending: false,
        },
      ],
    });
  }

  addObjid(session: Session, row: ObjidRow): void {
    const tree = this.#tree(session, objidsTable.name);
    if (tree === undefined) return;
    inLevel(session, () => tree.insert(session, objidKey(row.objid), this.#objids.encode(row)));
  }

  removeObjid(session: Session, objid: number): void {
    const tree = this.#tree(session, objidsTable.name);
    if (tree === undefined || !new LiveCursor(tree, session).seek('=', objidKey(objid))) return;
    inLevel(session, () => tree.flagDelete(session, objidKey(objid)));
  }

  addLocale(session: Session, row: LocaleRow): void {
    this.#tree(session, localesTable(false).name)?.insert(
      session,
      this.#keyOfLocale(row.key),
      this.#locales.encode(row),
    );
  }

  /** Gives a row of MSysLocales another value. */
  setLocale(session: Session, row: LocaleRow): void {
    this.#tree(session, localesTable(false).name)?.replace(
      session,
      this.#keyOfLocale(row.key),
      this.#locales.encode(row),
    );
  }

  /** One index more of a sort order: counted for good, whatever becomes of the caller's transaction. */
  countLocale(key: string): void {
    inOwnTransaction(this.#host, (session) => {
      const tree = this.#tree(session, localesTable(false).name);
      if (tree === undefined) return;
      const cursor = new LiveCursor(tree, session);
      const isKnown = cursor.seek('=', this.#keyOfLocale(key));
      const count = isKnown ? viewOf(cursor.data()).getInt32(iValueOffset, true) : 0;
      const row: LocaleRow = { key, type: 2, value: count + 1 };
      inLevel(session, () => (isKnown ? this.setLocale(session, row) : this.addLocale(session, row)));
    });
  }

  #keyOfLocale(key: string): Uint8Array {
    return buildKeys(this.#localeKey, () => localeKeyBytes(key))[0]!.key;
  }

  /** The tree of one of the two tables, when the database has it. */
  #tree(session: Session, name: string): LiveTree | undefined {
    const known = this.#trees.get(name);
    if (known !== undefined) return known;
    const objidFDP = this.#rows.tableNamed(session, name);
    if (objidFDP === undefined) return undefined;
    const { table } = this.#rows.ofTable(session, objidFDP);
    const facts = {
      objidFDP,
      pgnoFDP: table.ColtypOrPgnoFDP!,
      label: `table ${name}`,
      density: table.SpaceUsage,
    };
    const tree = new LiveTree(this.#host, facts);
    this.#trees.set(name, tree);
    return tree;
  }
}

function objidKey(objid: number): Uint8Array {
  const key = new Uint8Array(5);
  key[0] = 0x7f;
  viewOf(key).setUint32(1, (objid ^ 0x8000_0000) >>> 0);
  return key;
}
