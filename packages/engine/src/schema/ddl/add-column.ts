import { JetError, type JetErrorName } from '@esekit/core';
import { columnFlag, tableFlag, type ColumnSchema } from '../../catalog/schema';
import {
  acceptColumn,
  columnFields,
  columnGrbit,
  storedName,
  type AcceptedColumn,
  type ColumnRequest,
} from '../../catalog/write';
import { LiveCursor } from '../../live';
import { boundedKeyMost } from '../../keys';
import { recordBytesMost, sequentialKeyMost } from '../../records/write/size-limits';
import type { Session } from '../../transactions';
import { hasUpdate } from '../schema-host';
import type { TableObject } from '../table-object';
import { orDuplicate, type SchemaContext } from './schema-context';

export interface AddedColumn {
  readonly columnid: number;
  readonly warning: AcceptedColumn['warning'];
}

const templateBit = 0x8000_0000;

/** Tables whose derived ones get tagged columns only (10 §3.1). */
const noFixedVarColumnsInDerived = 0x0400_0000;

/**
 * Adds a column (10 §8). Records stay as they are: they read its default, or NULL.
 *
 * @param isNewTable it is made together with its table
 */
export function addColumn(
  context: SchemaContext,
  session: Session,
  table: TableObject,
  request: ColumnRequest,
  isNewTable: boolean,
): AddedColumn {
  const name = storedName(request.name);
  const hasAlready = (grbit: number, flag: number): boolean =>
    (request.grbit & grbit) !== 0 && table.columns.hasFlag(session, flag);
  const accepted = acceptColumn(request, {
    isExclusive: isNewTable || table.locks.isExclusive(session),
    hasAutoincrement: hasAlready(columnGrbit.autoincrement, columnFlag.autoincrement),
    hasVersion: hasAlready(columnGrbit.version, columnFlag.version),
    update: table.host.header.ulDaeUpdateMajor,
  });
  if (table.findColumn(session, name) !== undefined) {
    throw new JetError('JET_errColumnDuplicate', `column ${name} of ${table.name.newest ?? ''}`);
  }
  checkTable(session, table, request, accepted);
  const isTemplate = table.hasFlag(tableFlag.template);
  const flags = accepted.flags | (isTemplate ? columnFlag.templateColumn : 0);
  const { fid, recordOffset } = table.numbers.next(accepted.kind, accepted.cbMax);
  const column: ColumnSchema = {
    ...{ name, fid, flags, recordOffset, coltyp: request.coltyp },
    ...{ kind: accepted.kind, cbMax: accepted.cbMax, codePage: accepted.codePage },
    columnid: isTemplate ? (fid | templateBit) >>> 0 : fid,
    isTemplate: false,
    defaultValue: (flags & columnFlag.default) === 0 ? undefined : request.defaultValue?.slice(),
    userDefault: undefined,
  };
  orDuplicate('JET_errColumnDuplicate', name, () => {
    const row = accepted.kind === 'fixed' ? column : { ...column, recordOffset: undefined };
    context.rows.insert(session, columnFields({ ...row, objidTable: table.objid, userDefault: undefined }));
  });
  table.columns.add(session, column);
  if ((flags & columnFlag.autoincrement) !== 0) {
    if (hasUpdate(table.host, 'autoincrementInRoot')) table.counters.initialise(session);
    table.counters.forgetAutoincrement();
  }
  return { columnid: column.columnid, warning: accepted.warning };
}

function checkTable(
  session: Session,
  table: TableObject,
  request: ColumnRequest,
  { kind, cbMax, flags }: AcceptedColumn,
): void {
  const isEscrow = (flags & columnFlag.escrowUpdate) !== 0;
  const hasRoom = kind !== 'fixed' || hasRoomFor(table, cbMax);
  const rules: readonly (readonly [JetErrorName, boolean])[] = [
    ['JET_errCallbackNotResolved', (request.grbit & columnGrbit.userDefinedDefault) !== 0],
    [
      'JET_errCannotAddFixedVarColumnToDerivedTable',
      kind !== 'tagged' && table.template?.hasFlag(noFixedVarColumnsInDerived) === true,
    ],
    ['JET_errTableNotEmpty', isEscrow && new LiveCursor(table.tree, session).first()],
    ['JET_errRecordTooBig', !hasRoom],
  ];
  for (const [name, isBroken] of rules) {
    if (isBroken) throw new JetError(name, `add column ${request.name} to ${table.name.newest ?? ''}`);
  }
}

/** Whether a record can have all fixed columns, with a bit for each. */
function hasRoomFor({ primary, host, numbers }: TableObject, size: number): boolean {
  const bitmap = 16;
  const keyMost = primary === undefined ? sequentialKeyMost : boundedKeyMost(primary.definition);
  return numbers.endOfFixed + size + bitmap <= recordBytesMost(host.pageSize, keyMost);
}
