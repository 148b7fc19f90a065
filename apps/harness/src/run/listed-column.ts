import type { Json } from '../output/json-format';
import { columnTypeName } from '../values/column-type';
import type { TableColumn } from './columns';

/** A column as `columns` and dumps list it. */
export function listedColumn({ columnid, name, coltyp, cp, cbMax, grbit }: TableColumn): Json {
  return { id: columnid, name, type: columnTypeName(coltyp), cp, cbMax, grbit: hexBits(grbit) };
}

export function hexBits(grbit: number): string {
  return `0x${(grbit >>> 0).toString(16)}`;
}
