import { viewOf } from '@esekit/core';
import type { ColumnSchema } from '../catalog/schema';
import type { RecordView } from '../records/record-view';
import { fixedSize } from '../values/coltyp';

/** Compares the values of an auto-increment column with the largest one given out, which the root keeps. */
export class AutoIncrement {
  constructor(
    readonly column: ColumnSchema,
    readonly most: bigint,
  ) {}

  /** What is wrong with the value in a record; `undefined` when nothing is. */
  tooLarge(record: RecordView): string | undefined {
    const { fid, recordOffset, coltyp, name } = this.column;
    const size = fixedSize(coltyp);
    if (record.findFixed(fid, recordOffset, size) !== 'value') return undefined;
    const view = viewOf(record.bytes);
    const at = record.valueStart;
    const value = size === 8 ? view.getBigInt64(at, true) : BigInt(view.getInt32(at, true));
    if (value <= this.most) return undefined;
    return `column ${name} is ${value}, but ${this.most} is the largest number given out`;
  }
}
