import { JetError } from '@esekit/core';
import { catalogType } from '../../catalog/catalog-columns';
import { columnFlag, type ColumnSchema } from '../../catalog/schema';
import { columnFields, deletedColumnFields, storedName } from '../../catalog/write';
import type { Session } from '../../transactions';
import type { RowId } from '../catalog-rows';
import { nameKey } from '../index-object';
import type { TableObject } from '../table-object';
import { requireChangeable, type SchemaContext } from './schema-context';

const templateBit = 0x8000_0000;
const defaultBytesMost = 255;

export interface DeleteColumnOptions {
  /** The table's own column, though its template has one of the name. */
  readonly ignoresTemplate?: boolean | undefined;
}

/** A column of the table's own, to be changed. */
interface OwnColumn {
  readonly column: ColumnSchema;
  readonly row: RowId;
}

/** Deletes a column (10 §8): its row stays, so that its number is not given out again. */
export function deleteColumn(
  context: SchemaContext,
  session: Session,
  table: TableObject,
  name: string,
  { ignoresTemplate = false }: DeleteColumnOptions,
): void {
  requireChangeable(table);
  const { column, row } = ownColumn(session, table, name, ignoresTemplate);
  if (table.indexesOver(session, column.columnid).length > 0) {
    throw new JetError('JET_errColumnInUse', `delete column ${name}, which is part of an index`);
  }
  context.rows.change(session, row, deletedColumnFields(table.objid, column.fid, column.flags));
  table.columns.part(column).set(session, undefined);
}

/**
 * Renames a column, for all at once.
 *
 * @throws JET_errInTransaction; JET_errKeyDuplicate for a name that is taken
 */
export function renameColumn(
  context: SchemaContext,
  session: Session,
  table: TableObject,
  from: string,
  to: string,
): void {
  const name = storedName(to);
  requireChangeable(table);
  // An inherited column has no row under the derived table, so the engine does not find it (L2-template-1002).
  const { column, row } = ownColumn(session, table, from, true);
  const { Name } = columnFields({ ...column, objidTable: table.objid, name, userDefault: undefined });
  context.rows.change(session, row, { Name });
  const renamed = { ...column, name };
  const part = table.columns.part(column);
  table.columns.noteName(part, name);
  part.set(session, renamed, {
    undo: () => {
      table.replaceColumnInIndexes(column);
    },
  });
  table.replaceColumnInIndexes(renamed);
}

/** Gives a column another default, or one: records without a value of their own follow it (F-21). */
export function setColumnDefault(
  context: SchemaContext,
  session: Session,
  table: TableObject,
  name: string,
  value: Uint8Array,
): void {
  if (value.length === 0) throw new JetError('JET_errNullInvalid', `set the default of ${name} to nothing`);
  requireChangeable(table);
  const { column, row } = ownColumn(session, table, name);
  if (value.length > Math.min(column.cbMax || defaultBytesMost, defaultBytesMost)) {
    throw new JetError('JET_errDefaultValueTooBig', `${value.length} bytes as default of ${name}`);
  }
  if (table.indexesOver(session, column.columnid).length > 0) {
    throw new JetError('JET_errColumnInUse', `set the default of ${name}, which is part of an index`);
  }
  const flags = column.flags | columnFlag.default;
  const defaultValue = value.slice();
  context.rows.change(session, row, { Flags: flags & 0xffff, DefaultValue: defaultValue });
  table.columns.part(column).set(session, { ...column, flags, defaultValue });
}

/** @throws JET_errColumnNotFound, JET_errFixedInheritedDDL */
function ownColumn(session: Session, table: TableObject, name: string, ignoresTemplate = false): OwnColumn {
  const { columns } = table.view({ session }).schema;
  const column = ignoresTemplate
    ? columns.find((own) => own.columnid < templateBit && nameKey(own.name) === nameKey(name))
    : table.findColumn(session, name);
  if (column === undefined) {
    throw new JetError('JET_errColumnNotFound', `column ${name} of ${table.name.newest ?? ''}`);
  }
  if (table.template !== undefined && column.columnid >= templateBit) {
    throw new JetError('JET_errFixedInheritedDDL', `change column ${name}, which the template has`);
  }
  return { column, row: { objidTable: table.objid, type: catalogType.column, id: column.fid } };
}
