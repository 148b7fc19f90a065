import { JetError } from '@esekit/core';
import { isLargePage } from '@esekit/pages';
import { keyDefinition } from '../../catalog/key-definition';
import { columnFlag, type TableSchema } from '../../catalog/schema';
import { boundedKeyMost, type UnicodeSettings } from '../../keys';
import { fidClass } from '../record-layout';
import { columnPlan, type ColumnPlan } from './column-plan';
import { RecordBytes } from './record-bytes';
import { intrinsicBytesMost, recordBytesMost, sequentialKeyMost } from './size-limits';

export interface RecordShapeOptions {
  readonly pageSize: number;
  /** Whether XPRESS may be used: the database has update 0xF. Default true. */
  readonly allowsXpress?: boolean;
  /** JET_paramMinDataForXpress. Default 1024. */
  readonly xpressBytesLeast?: number;
  /** How texts in UTF-16 are compared for JET_bitSetUniqueNormalizedMultiValues. */
  readonly unicode?: UnicodeSettings;
}

/** What of a table's schema its records depend on. */
type ShapeSchema = Pick<TableSchema, 'name' | 'columns' | 'indexes' | 'separateLV'>;

/** Intrinsic long values have at most so many bytes unless the table's row says otherwise (12 §3). */
const preferredIntrinsicBytes = 1023;

const templateBit = 0x8000_0000;

/** Columns of the template and the table's own may have the same fid. */
const tagKey = (fid: number, isDerived: boolean): number => (isDerived ? 0x1_0000 : 0) | fid;

/** What the records of a table must be like; worked out once, used for every record (11). */
export class RecordShape {
  readonly pageSize: number;
  readonly isLargePage: boolean;
  /** Bytes of the largest record (11 §3). */
  readonly recordMost: number;
  /** Bytes of the largest long value within a record. */
  readonly intrinsicMost: number;
  /** Bytes from which a long value is separated, as the table's row or the engine has it (12 §3). */
  readonly preferredIntrinsic: number;
  readonly columns: readonly ColumnPlan[];
  /** Fixed and variable columns; deleted ones are missing. */
  readonly byFid: readonly (ColumnPlan | undefined)[];
  readonly autoincrement: ColumnPlan | undefined;
  readonly version: ColumnPlan | undefined;
  /** Not-null columns without default, which an insert must set (11 §2). */
  readonly mustBeSet: readonly ColumnPlan[];
  /** Fixed and variable part of the default record, with which an insert begins (11 §5). */
  readonly defaultRecord: Uint8Array;
  readonly #byColumnid: ReadonlyMap<number, ColumnPlan>;
  readonly #byName: ReadonlyMap<string, ColumnPlan>;
  readonly #tagged: ReadonlyMap<number, ColumnPlan>;

  constructor(
    readonly schema: ShapeSchema,
    readonly options: RecordShapeOptions,
  ) {
    this.pageSize = options.pageSize;
    this.isLargePage = isLargePage(options.pageSize);
    const primary = schema.indexes.find(({ isPrimary }) => isPrimary);
    this.recordMost = recordBytesMost(
      options.pageSize,
      // The engine works with what the segments can fill, whatever the row says (13 §2.1).
      primary ? boundedKeyMost(keyDefinition(primary)) : sequentialKeyMost,
    );
    this.intrinsicMost = intrinsicBytesMost(this.recordMost);
    this.preferredIntrinsic = schema.separateLV ?? preferredIntrinsicBytes;
    this.columns = schema.columns.map(columnPlan);
    const byFid: (ColumnPlan | undefined)[] = [];
    for (const plan of this.columns) if (plan.kind !== 'tagged') byFid[plan.fid] = plan;
    this.byFid = byFid;
    this.autoincrement = this.#withFlag(columnFlag.autoincrement);
    this.version = this.#withFlag(columnFlag.version);
    this.mustBeSet = this.columns.filter(
      (plan) => plan.isNotNull && !plan.hasDefault && plan !== this.version && plan !== this.autoincrement,
    );
    this.#byColumnid = new Map(this.columns.map((plan) => [plan.schema.columnid, plan]));
    this.#byName = new Map(this.columns.map((plan) => [plan.schema.name.toLowerCase(), plan]));
    const tagged = this.columns.filter(({ kind }) => kind === 'tagged');
    this.#tagged = new Map(tagged.map((plan) => [tagKey(plan.fid, plan.isTemplate), plan]));
    this.defaultRecord = this.#defaultRecord();
  }

  /**
   * @param columnid the fid, with 0x80000000 for a column of a template table
   * @throws JET_errBadColumnId for a number that no column can have, JET_errColumnNotFound
   */
  column(columnid: number): ColumnPlan {
    const plan = this.#byColumnid.get(columnid >>> 0);
    if (plan) return plan;
    const fid = (columnid & ~templateBit) >>> 0;
    const isPossible = fid >= fidClass.fixedFirst && fid <= fidClass.taggedLast;
    throw new JetError(
      isPossible ? 'JET_errColumnNotFound' : 'JET_errBadColumnId',
      `column ${columnid} of ${this.schema.name}`,
    );
  }

  /** The column of an entry of a record's tagged area; `undefined` when it was deleted. */
  taggedColumn(fid: number, isDerived: boolean): ColumnPlan | undefined {
    return this.#tagged.get(tagKey(fid, isDerived));
  }

  /** @throws JET_errColumnNotFound */
  columnNamed(name: string): ColumnPlan {
    const plan = this.#byName.get(name.toLowerCase());
    if (!plan) throw new JetError('JET_errColumnNotFound', `column ${name} of ${this.schema.name}`);
    return plan;
  }

  #withFlag(flag: number): ColumnPlan | undefined {
    return this.columns.find(({ schema }) => (schema.flags & flag) !== 0);
  }

  /** All fixed and variable defaults, set in the order of the columns (11 §5). */
  #defaultRecord(): Uint8Array {
    const record = new RecordBytes(2 * this.pageSize);
    for (const plan of this.byFid) {
      if (plan?.defaultValue === undefined) continue;
      const { length } = plan.defaultValue;
      if (plan.kind === 'fixed') {
        record.extendFixed(plan, this.byFid);
        record.putFixed(plan, plan.defaultValue, 0, length);
      } else {
        record.extendVariable(plan, this.byFid);
        record.putVariable(plan, plan.defaultValue, 0, length);
      }
    }
    return record.bytes.slice(0, record.length);
  }
}
