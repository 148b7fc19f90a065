import { RecordBuilder, setFlag, type ColumnPlan, type RecordShape } from '../../records/write';
import type { CatalogRow } from '../catalog-row';
import { catalogColumns, catalogShape, lastSetTime } from './catalog-shape';

/** The columns of a catalog row that have a value; what is undefined is not written (10 §3). */
export type CatalogFields = Partial<CatalogRow> & {
  /** FILETIME; in rows of trees, from format 9460 on. */
  readonly PgnoFDPLastSetTime?: bigint | undefined;
};

/** Makes the records of MSysObjects and its shadow out of rows, and changes those that are there (10 §3, §9). */
export class CatalogRecordEncoder {
  readonly #shape: RecordShape;
  readonly #builder: RecordBuilder;
  readonly #scratch = new Uint8Array(8);
  readonly #view = new DataView(this.#scratch.buffer);

  constructor(pageSize: number) {
    this.#shape = catalogShape(pageSize);
    this.#builder = new RecordBuilder(this.#shape);
  }

  /**
   * A new record: the highest fixed column comes first, so that those below it are there and NULL.
   *
   * @throws JET_errRecordTooBig; JET_errNullInvalid when the row lacks what every row has
   */
  encode(fields: CatalogFields): Uint8Array {
    this.#builder.cancel();
    this.#builder.beginInsert();
    this.#setAll(fields);
    return this.#builder.finish().slice();
  }

  /**
   * A record with some columns changed; every other byte stays. An empty value takes the column out.
   *
   * @throws JET_errRecordTooBig
   */
  change(record: Uint8Array, fields: CatalogFields): Uint8Array {
    this.#builder.cancel();
    this.#builder.beginReplace(record);
    this.#setAll(fields);
    return this.#builder.finish().slice();
  }

  #setAll(fields: CatalogFields): void {
    if (fields.PgnoFDPLastSetTime !== undefined) {
      this.#view.setBigInt64(0, fields.PgnoFDPLastSetTime, true);
      this.#builder.setBytes(this.#shape.column(lastSetTime.fid), this.#scratch);
    }
    for (let i = catalogColumns.length - 1; i >= 0; i--) {
      const { name, fid } = catalogColumns[i]!;
      if (fid === lastSetTime.fid) continue;
      const value = fields[name as keyof CatalogRow];
      if (value !== undefined) this.#set(this.#shape.column(fid), value);
    }
  }

  #set(plan: ColumnPlan, value: number | Uint8Array): void {
    if (typeof value !== 'number') {
      this.#builder.setBytes(plan, value, { grbit: plan.isLong ? setFlag.intrinsicLV : 0 });
      return;
    }
    // The reading side takes all numbers without sign, so the low bytes are what counts.
    this.#view.setUint32(0, value >>> 0, true);
    this.#builder.setBytes(plan, this.#scratch.subarray(0, plan.size));
  }
}
