import { compressionScheme, decompress, schemeShift } from '@esekit/core/compression';
import type { Database } from '../../../src/index';
import {
  columnFlag,
  RecordBuilder,
  RecordShape,
  RecordView,
  setFlag,
  type LongValueStore,
} from '../../../src/index';
import {
  catalogRows,
  coltyp,
  type ColumnPlan,
  type ColumnSchema,
  type TableSchema,
} from '../../../src/index';
import { taggedHeader } from '../../../src/records/record-layout';
import { column } from '../columns';

/** Why a record that was built anew is not the stored one byte for byte (11 §1.1, §6.4, 12 §5.7). */
export type Difference =
  | 'none'
  /** Bytes of a NULL fixed column, which keep what the column had before, or what an older engine put there. */
  | 'bytes of a NULL fixed column'
  /** The bits of the null bitmap behind the last fixed column. */
  | 'unused bits of the null bitmap'
  /** Another encoder found other matches: the values are equal. */
  | 'XPRESS by another encoder'
  | 'unexplained';

const taggedKey = (fid: number, isTemplate: boolean): number => (isTemplate ? 0x1_0000 : 0) | fid;

const minimumRecord = Uint8Array.of(0, 0x7f, 4, 0);

/** Flags that make the engine set or refuse values by itself; a rebuilt record sets every column as it stands. */
const automatic = columnFlag.autoincrement | columnFlag.version | columnFlag.notNull;

/** Takes the records of one table apart and builds them anew. */
export class RecordRebuilder {
  #builder!: RecordBuilder;
  #shape!: RecordShape;
  #tagged!: ReadonlyMap<number, ColumnPlan>;
  readonly #again: RecordView;
  #columns: readonly ColumnSchema[];
  /** Values whose caller must have asked for what the table does not do by itself. */
  readonly asked = { intrinsic: 0, compressed: 0, array: 0 };

  constructor(
    readonly schema: TableSchema,
    deleted: readonly ColumnSchema[],
    readonly pageSize: number,
    /** Bytes of the LIDs of new values. */
    readonly lidSize: 4 | 8,
  ) {
    this.#columns = [...schema.columns, ...deleted].map((known) => ({
      ...known,
      flags: known.flags & ~automatic,
      // Fixed and variable columns get their values one by one, so that no default comes in between.
      defaultValue: known.kind === 'tagged' ? known.defaultValue : undefined,
    }));
    this.#again = new RecordView(pageSize > 8192);
    this.#begin();
  }

  #begin(): void {
    this.#shape = new RecordShape({ ...this.schema, columns: this.#columns }, { pageSize: this.pageSize });
    this.#builder = new RecordBuilder(this.#shape, noStore(this.lidSize));
    const tagged = this.#shape.columns.filter(({ kind }) => kind === 'tagged');
    this.#tagged = new Map(tagged.map((plan) => [taggedKey(plan.fid, plan.isTemplate), plan]));
  }

  /** Variable and tagged columns of deleted rows, which the engine may have taken out of the catalog (10 §8). */
  #addUnknown(stored: RecordView): void {
    const unknown: ColumnSchema[] = this.#unknownFixed(stored);
    for (let fid = 128; fid <= stored.fidVarLast; fid++) {
      if (!this.#shape.byFid[fid]) unknown.push(column({ fid, coltyp: coltyp.binary, cbMax: 255 }));
    }
    for (let n = 0; n < stored.taggedCount; n++) {
      const fid = stored.taggedFid(n);
      const isTemplate = stored.isTaggedDerived(n);
      if (this.#tagged.has(taggedKey(fid, isTemplate))) continue;
      stored.taggedAt(n);
      const isLong = (stored.valueFlags & taggedHeader.longValue) !== 0;
      const type = isLong ? coltyp.longBinary : coltyp.binary;
      unknown.push(column({ fid, isTemplate, coltyp: type, cbMax: isLong ? 0 : 255 }));
    }
    if (unknown.length === 0) return;
    this.#columns = [...this.#columns, ...unknown];
    this.#begin();
  }

  /** The last fixed column, when its row is not there (yet): an addition that was not committed. */
  #unknownFixed(stored: RecordView): ColumnSchema[] {
    const last = stored.fidFixedLast;
    if (last === 0 || this.#shape.byFid[last]) return [];
    const before = this.#shape.byFid[last - 1];
    const recordOffset = before ? before.offset + before.size : 4;
    const end =
      (stored.bytes[stored.start + 2]! | (stored.bytes[stored.start + 3]! << 8)) - ((last + 7) >> 3);
    return [column({ fid: last, coltyp: coltyp.binary, cbMax: end - recordOffset, recordOffset })];
  }

  rebuild(stored: RecordView): Uint8Array {
    this.#addUnknown(stored);
    const builder = this.#builder;
    builder.cancel();
    builder.beginReplace(minimumRecord);
    this.#setFixed(stored);
    this.#setVariable(stored);
    for (let n = 0; n < stored.taggedCount; n++) this.#setTagged(stored, n);
    return builder.finish();
  }

  #setFixed(stored: RecordView): void {
    // The last first, as the engine does with catalog rows: the columns before it are then there already.
    for (let fid = stored.fidFixedLast; fid >= 1; fid--) {
      const plan = this.#shape.column(this.#columnid(fid));
      const isValue = stored.findFixed(fid, plan.offset, plan.size) === 'value';
      this.#builder.setBytes(plan, isValue ? this.#value(stored) : undefined);
    }
  }

  #setVariable(stored: RecordView): void {
    for (let fid = 128; fid <= stored.fidVarLast; fid++) {
      const plan = this.#shape.column(this.#columnid(fid));
      const isValue = stored.findVariable(fid) === 'value';
      const bytes = isValue ? this.#value(stored) : undefined;
      this.#builder.setBytes(plan, bytes, { grbit: setFlag.zeroLength });
    }
  }

  #columnid(fid: number): number {
    return this.#shape.byFid[fid]!.schema.columnid;
  }

  #value(stored: RecordView): Uint8Array {
    return stored.bytes.subarray(stored.valueStart, stored.valueStart + stored.valueLength);
  }

  #setTagged(stored: RecordView, n: number): void {
    const fid = stored.taggedFid(n);
    const isTemplate = stored.isTaggedDerived(n);
    const plan = this.#tagged.get(taggedKey(fid, isTemplate))!;
    if (stored.taggedAt(n) === 'null') {
      this.#builder.setBytes(plan, undefined);
      return;
    }
    const count = stored.instanceCount;
    for (let itag = 1; itag <= count; itag++) {
      stored.findInstance(itag);
      const { instanceStart, instanceLength, instanceFlags } = stored;
      const bytes = stored.bytes.slice(instanceStart, instanceStart + instanceLength);
      if ((instanceFlags & taggedHeader.separated) !== 0) this.#builder.setReference(plan, bytes, itag);
      else if (plan.isLong)
        this.#setLong(plan.schema, bytes, itag, (instanceFlags & taggedHeader.compressed) !== 0);
      else this.#builder.setBytes(plan, bytes, { itag, grbit: setFlag.zeroLength });
    }
    if (count === 2 && !plan.isLong && (stored.valueFlags & taggedHeader.twoValues) === 0)
      this.#leaveArray(plan);
  }

  /** Two values that stand in an array on small pages: a third one has been there (11 §1.3). */
  #leaveArray(plan: ColumnPlan): void {
    if (this.#shape.isLargePage) return;
    const third = new Uint8Array(plan.typeSize || 1);
    this.#builder.setBytes(plan, third, { itag: 3 });
    this.#builder.setBytes(plan, undefined, { itag: 3 });
    this.asked.array++;
  }

  #setLong(schema: ColumnSchema, bytes: Uint8Array, itag: number, isCompressed: boolean): void {
    const found = isCompressed ? decompress(bytes) : ({ kind: 'data', bytes } as const);
    if (found.kind !== 'data') throw new Error(`a value that is ${found.kind}`);
    let grbit: number = setFlag.zeroLength;
    const hasFlag = (schema.flags & columnFlag.compressed) !== 0;
    if (found.bytes.length > this.#shape.preferredIntrinsic) {
      grbit |= setFlag.intrinsicLV;
      this.asked.intrinsic++;
    }
    if (isCompressed && !hasFlag) {
      grbit |= setFlag.compressed;
      this.asked.compressed++;
    }
    this.#builder.setBytes(this.#shape.column(schema.columnid), found.bytes, { itag, grbit });
  }

  compare(stored: RecordView, built: Uint8Array): Difference {
    const original = stored.bytes.slice(stored.start, stored.end);
    if (Buffer.compare(original, built) === 0) return 'none';
    const copy = built.slice();
    this.#fillNulls(original);
    this.#fillNulls(copy);
    if (Buffer.compare(original, copy) === 0) return 'bytes of a NULL fixed column';
    setUnusedBits(original);
    setUnusedBits(copy);
    if (Buffer.compare(original, copy) === 0) return 'unused bits of the null bitmap';
    return this.#isSameButXpress(original, copy) ? 'XPRESS by another encoder' : 'unexplained';
  }

  #fillNulls(record: Uint8Array): void {
    const view = this.#again.reset(record, 0, record.length);
    for (let fid = 1; fid <= view.fidFixedLast; fid++) {
      const { offset, size } = this.#shape.byFid[fid]!;
      if (view.findFixed(fid, offset, size) === 'null') record.fill(0x2a, offset, offset + size);
    }
  }

  #isSameButXpress(a: Uint8Array, b: Uint8Array): boolean {
    const [left, right] = [plainValues(a, this.#shape.isLargePage), plainValues(b, this.#shape.isLargePage)];
    return left !== undefined && right !== undefined && left === right;
  }
}

/** Gives the width of LIDs; no value is separated, because each is given as it stood. */
function noStore(lidSize: 4 | 8): LongValueStore {
  const refuse = (): never => {
    throw new Error('a value would have been separated');
  };
  return {
    lidSize,
    create: refuse,
    change: refuse,
    release: refuse,
    addReference: refuse,
    size: refuse,
    read: refuse,
  };
}

function setUnusedBits(record: Uint8Array): void {
  const last = record[0]!;
  const end = record[2]! | (record[3]! << 8);
  if ((last & 7) !== 0) record[end - 1]! |= 0xff << (last & 7);
}

/** All parts of a record as text, values of XPRESS decompressed; undefined where there are none. */
function plainValues(record: Uint8Array, isLarge: boolean): string | undefined {
  const view = new RecordView(isLarge).reset(record, 0, record.length);
  const parts: string[] = [];
  let isXpress = false;
  for (let n = 0; n < view.taggedCount; n++) {
    parts.push(`${view.taggedFid(n)} ${view.isTaggedDerived(n)} ${view.taggedAt(n)} ${view.valueFlags}`);
    for (let itag = 1; itag <= view.instanceCount; itag++) {
      view.findInstance(itag);
      const { instanceStart, instanceLength, instanceFlags } = view;
      let bytes: Uint8Array = record.slice(instanceStart, instanceStart + instanceLength);
      if (
        (instanceFlags & taggedHeader.compressed) !== 0 &&
        bytes[0]! >> schemeShift === compressionScheme.xpress
      ) {
        const value = decompress(bytes);
        if (value.kind === 'data') bytes = value.bytes;
        isXpress = true;
      }
      parts.push(`${instanceFlags} ${Buffer.from(bytes).toString('hex')}`);
    }
  }
  const first = view.taggedCount === 0 ? record.length : taggedStart(record);
  parts.push(Buffer.from(record.subarray(0, first)).toString('hex'));
  return isXpress ? parts.join('\n') : undefined;
}

function taggedStart(record: Uint8Array): number {
  const end = record[2]! | (record[3]! << 8);
  const count = record[1]! - 127;
  if (count === 0) return end;
  const last = end + 2 * count;
  return last + ((record[last - 2]! | (record[last - 1]! << 8)) & 0x7fff);
}

/** The deleted columns of every table, by objid: their values stay in the records (10 §8). */
export function deletedColumns(database: Database): ReadonlyMap<number, readonly ColumnSchema[]> {
  const found = new Map<number, ColumnSchema[]>();
  for (const row of catalogRows(database.source, database.catalog.from, () => undefined)) {
    if (row.Type !== 2 || row.ColtypOrPgnoFDP !== 0) continue;
    const objid = row.ObjidTable ?? 0;
    const fid = row.Id ?? 0;
    const type = fid < 256 ? coltyp.binary : coltyp.longBinary;
    const made = column({
      fid,
      coltyp: type,
      cbMax: fid < 256 ? (row.SpaceUsage ?? 0) : 0,
      recordOffset: row.RecordOffset ?? 0,
    });
    found.set(objid, [...(found.get(objid) ?? []), made]);
  }
  return found;
}
