import { TreeCursor } from '@esekit/btree';
import { JetError } from '@esekit/core';
import { isLargePage } from '@esekit/pages';
import { catalogType } from '../catalog/catalog-columns';
import { decodeCatalogRow, type CatalogRow } from '../catalog/catalog-row';
import type { TableRows } from '../catalog/build-schema';
import { catalogNameKey, catalogPrimaryKey, catalogRootKey } from '../catalog/write/catalog-keys';
import { CatalogRecordEncoder, type CatalogFields } from '../catalog/write/catalog-record';
import { codePage1252Bytes } from '../catalog/write/name-bytes';
import { LiveCursor, LiveTree } from '../live';
import { RecordView } from '../records/record-view';
import type { Session } from '../transactions';
import { inLevel, type SchemaHost } from './schema-host';
import { systemTrees } from './system-trees';

/** Which row of the catalog. */
export interface RowId {
  readonly objidTable: number;
  readonly type: number;
  readonly id: number;
}

const idOf = (fields: CatalogFields): RowId => ({
  objidTable: fields.ObjidTable!,
  type: fields.Type!,
  id: fields.Id!,
});

/** Bit of the header's DbFlags (01 §3). */
const shadowingOff = 0x1;

const hasNodes = ({ tree }: LiveTree): boolean => new TreeCursor(tree).first();

/**
 * MSysObjects with its two indexes, and its shadow (10 §2). Each row goes into both, each time in a level of its
 * own; the entry of a table's name in RootObjects comes before the one in Name (24 §9).
 */
export class CatalogRows {
  readonly #objects: LiveTree;
  readonly #shadow: LiveTree;
  readonly #name: LiveTree;
  readonly #rootObjects: LiveTree;
  readonly #encoder: CatalogRecordEncoder;
  readonly #record: RecordView;
  readonly #host: SchemaHost;
  #keepsShadow: boolean | undefined;

  constructor(host: SchemaHost) {
    this.#host = host;
    this.#objects = new LiveTree(host, systemTrees.objects);
    this.#shadow = new LiveTree(host, systemTrees.shadow);
    this.#name = new LiveTree(host, systemTrees.name);
    this.#rootObjects = new LiveTree(host, systemTrees.rootObjects);
    this.#encoder = new CatalogRecordEncoder(host.pageSize);
    this.#record = new RecordView(isLargePage(host.pageSize));
  }

  /** The tree of one of the four, for whoever opens it as a table. */
  tree(objidFDP: number): LiveTree | undefined {
    return [this.#objects, this.#shadow, this.#name, this.#rootObjects].find(
      (tree) => tree.objidFDP === objidFDP,
    );
  }

  /** @throws JET_errKeyDuplicate when the name is taken, visibly or not */
  insert(session: Session, fields: CatalogFields): void {
    const { objidTable, type, id } = idOf(fields);
    const key = catalogPrimaryKey(objidTable, type, id);
    const record = this.#encoder.encode(fields);
    // Asked before the first row of all makes the catalog look as if it had no shadow.
    const keepsShadow = this.#isShadowKept();
    inLevel(session, () => {
      this.#objects.insert(session, key, record);
      this.#insertEntries(session, key, objidTable, type, fields.Name!);
    });
    if (keepsShadow) inLevel(session, () => this.#shadow.insert(session, key, record));
  }

  /**
   * Changes some columns of a row.
   *
   * @throws JET_errWriteConflict; JET_errKeyDuplicate for a name that is taken
   */
  change(session: Session, { objidTable, type, id }: RowId, fields: CatalogFields): void {
    const key = catalogPrimaryKey(objidTable, type, id);
    const before = this.#data(session, this.#objects, key);
    const oldName = this.#decode(before).Name!;
    const record = this.#encoder.change(before, fields);
    inLevel(session, () => {
      if (fields.Name !== undefined) {
        this.#changeEntries(session, key, objidTable, type, oldName, fields.Name);
      }
      this.#objects.replace(session, key, record);
    });
    if (this.#isShadowKept()) inLevel(session, () => this.#shadow.replace(session, key, record));
  }

  /** @throws JET_errWriteConflict */
  delete(session: Session, id: RowId): void {
    this.deleteAll(session, [id]);
  }

  /** First from MSysObjects, then from the shadow. */
  deleteAll(session: Session, ids: readonly RowId[]): void {
    const keys = ids.map(({ objidTable, type, id }) => catalogPrimaryKey(objidTable, type, id));
    for (const [i, { objidTable, type }] of ids.entries()) {
      const key = keys[i]!;
      const name = this.#decode(this.#data(session, this.#objects, key)).Name!;
      inLevel(session, () => {
        if (type === catalogType.table) this.#rootObjects.flagDelete(session, catalogRootKey(name));
        this.#name.flagDelete(session, catalogNameKey(objidTable, type, name));
        this.#objects.flagDelete(session, key);
      });
    }
    if (!this.#isShadowKept()) return;
    for (const key of keys) inLevel(session, () => this.#shadow.flagDelete(session, key));
  }

  /**
   * A shadow without rows stays without them: JET_bitDbShadowingOff wanted it so, or an old defragmentation has made
   * the database (10 §2). Rows of what is added alone would be no copy of anything.
   */
  #isShadowKept(): boolean {
    this.#keepsShadow ??= !this.#isShadowingOff() && (hasNodes(this.#shadow) || !hasNodes(this.#objects));
    return this.#keepsShadow;
  }

  #isShadowingOff(): boolean {
    return (this.#host.header.DbFlags & shadowingOff) !== 0;
  }

  /** The object id of the table of a name that the session sees. */
  tableNamed(session: Session, name: string): number | undefined {
    const cursor = new LiveCursor(this.#rootObjects, session);
    if (!cursor.seek('=', catalogRootKey(codePage1252Bytes(name)))) return undefined;
    // Its data is the key of the row, which ends with the object id.
    const key = cursor.data();
    const view = new DataView(key.buffer, key.byteOffset, key.length);
    return (view.getUint32(key.length - 4) ^ 0x8000_0000) >>> 0;
  }

  /** The rows of all tables that the session sees, in the order of their names as keys. */
  *tables(session: Session): Generator<CatalogRow, void, void> {
    const cursor = new LiveCursor(this.#rootObjects, session);
    while (cursor.next()) {
      const key = cursor.data().slice();
      yield this.#decode(this.#data(session, this.#objects, key));
    }
  }

  /**
   * All rows of a table as the session sees them.
   *
   * @throws JET_errCatalogCorrupted when there is none for the table itself
   */
  ofTable(session: Session, objidTable: number): TableRows {
    const prefix = catalogPrimaryKey(objidTable, 0, 0).subarray(0, 5);
    const cursor = new LiveCursor(this.#objects, session);
    const rows: CatalogRow[] = [];
    let found = cursor.seek('>=', prefix);
    while (found && cursor.hasPrefix(prefix)) {
      rows.push(this.#decode(cursor.data()));
      found = cursor.next();
    }
    const table = rows.find(({ Type }) => Type === catalogType.table);
    if (table === undefined) {
      throw new JetError('JET_errCatalogCorrupted', `the catalog has no row for table ${objidTable}`);
    }
    const ofType = (type: number): CatalogRow[] => rows.filter(({ Type }) => Type === type);
    return {
      table,
      columns: ofType(catalogType.column),
      indexes: ofType(catalogType.index),
      longValues: ofType(catalogType.longValues)[0],
      callbacks: ofType(catalogType.callback),
    };
  }

  #insertEntries(session: Session, key: Uint8Array, objid: number, type: number, name: Uint8Array): void {
    if (type === catalogType.table) this.#rootObjects.insert(session, catalogRootKey(name), key);
    this.#name.insert(session, catalogNameKey(objid, type, name), key);
  }

  /** A name that differs in case alone has the same keys. */
  #changeEntries(
    session: Session,
    key: Uint8Array,
    objidTable: number,
    type: number,
    from: Uint8Array,
    to: Uint8Array,
  ): void {
    const pairs: [LiveTree, Uint8Array, Uint8Array][] = [
      [this.#name, catalogNameKey(objidTable, type, from), catalogNameKey(objidTable, type, to)],
    ];
    if (type === catalogType.table) {
      pairs.unshift([this.#rootObjects, catalogRootKey(from), catalogRootKey(to)]);
    }
    for (const [tree, keyFrom, keyTo] of pairs) {
      if (keyFrom.length === keyTo.length && keyFrom.every((byte, i) => byte === keyTo[i])) continue;
      tree.flagDelete(session, keyFrom);
      tree.insert(session, keyTo, key);
    }
  }

  #data(session: Session, tree: LiveTree, key: Uint8Array): Uint8Array {
    const cursor = new LiveCursor(tree, session);
    if (cursor.seek('=', key)) return cursor.data().slice();
    throw new JetError('JET_errCatalogCorrupted', `${tree.tree.label} lacks a row that it must have`);
  }

  #decode(record: Uint8Array): CatalogRow {
    return decodeCatalogRow(this.#record.reset(record, 0, record.length));
  }
}
