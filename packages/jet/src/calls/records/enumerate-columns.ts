import type { JetErrorName } from '@esekit/core';
import type { EnumeratedColumn, EnumeratedValue } from '@esekit/engine';
import { requireRef } from '../../buffers';
import { cursorOf } from '../../instances/entry';
import {
  statusOf,
  success,
  type JET_SESID,
  type JET_TABLEID,
  type JetRef,
  type JetStatus,
} from '../../status';
import type { JET_ENUMCOLUMN, JET_ENUMCOLUMNID, JET_ENUMCOLUMNVALUE } from '../../structures/records';

/**
 * All values of the current record, or those of some columns.
 *
 * @param cEnumColumnId how many columns are asked for; 0: all that have a value
 * @param rgEnumColumnId which, with the values wanted of each
 * @param pcEnumColumn receives the number of columns
 * @param prgEnumColumn receives the columns
 * @param pfnRealloc not used: nothing has to be allocated
 * @param pvReallocContext not used
 * @param cbDataMost bytes of each long value at most; 0 = any number
 * @param grbit Enumerate… of `JET_bit`
 * @throws JET_errNoCurrentRecord, JET_errRecordDeleted, JET_errInvalidGrbit
 */
export function JetEnumerateColumns(
  sesid: JET_SESID,
  tableid: JET_TABLEID,
  cEnumColumnId: number,
  rgEnumColumnId: readonly JET_ENUMCOLUMNID[] | null,
  pcEnumColumn: JetRef<number> | null,
  prgEnumColumn: JetRef<readonly JET_ENUMCOLUMN[] | null> | null,
  pfnRealloc: null,
  pvReallocContext: null,
  cbDataMost: number,
  grbit: number,
): JetStatus {
  void pfnRealloc;
  void pvReallocContext;
  const cursor = cursorOf(sesid, tableid);
  const out = requireRef(prgEnumColumn);
  const wanted = cEnumColumnId > 0 ? (rgEnumColumnId ?? []).slice(0, cEnumColumnId) : undefined;
  const columns = cursor.enumerateColumns({
    grbit,
    columns: wanted?.map(({ columnid, rgtagSequence }) => ({ columnid, itags: rgtagSequence })),
    ...(cbDataMost === 0 ? {} : { cbMost: cbDataMost }),
  });
  out.value = columns.map(columnOf);
  if (pcEnumColumn !== null) pcEnumColumn.value = columns.length;
  return success;
}

function columnOf({ columnid, warning, values }: EnumeratedColumn): JET_ENUMCOLUMN {
  const err = codeOf(warning);
  const [first] = values;
  if (warning === 'JET_wrnColumnSingleValue' && first !== undefined) {
    return { columnid, err, cbData: first.bytes.length, pvData: first.bytes };
  }
  if (warning !== undefined) return { columnid, err };
  return { columnid, err, rgEnumColumnValue: values.map(valueOf) };
}

function valueOf({ itagSequence, bytes, warning }: EnumeratedValue): JET_ENUMCOLUMNVALUE {
  return { itagSequence, err: codeOf(warning), cbData: bytes.length, pvData: bytes };
}

function codeOf(warning: JetErrorName | undefined): number {
  return warning === undefined ? 0 : statusOf(warning).code;
}
