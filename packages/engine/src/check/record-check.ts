import { JetError } from '@esekit/core';
import { decompress } from '@esekit/core/compression';
import { columnFlag, type ColumnSchema, type TableSchema } from '../catalog/schema';
import { taggedHeader } from '../records/record-layout';
import type { RecordView } from '../records/record-view';
import { fixedSize, isLong } from '../values/coltyp';
import { lidSizes } from '../long-values/long-value-format';
import { AutoIncrement } from './auto-increment';
import type { CheckKind } from './problem';

/** Told of each problem of a record. */
export type RecordReport = (kind: CheckKind, text: string) => void;

/** Told of each reference to a separated long value: the bytes of the LID, little endian. */
type ReferenceSink = (bytes: Uint8Array, start: number, length: number) => void;

/** Largest value of a text or binary column that says nothing else (11 §2). */
const shortValueMost = 255;

/** A fixed column, as far as every record has to do with it. */
interface FixedColumn {
  readonly fid: number;
  readonly offset: number;
  readonly size: number;
  readonly isRequired: boolean;
  readonly name: string;
}

/** Header bits that mean something (11 §1.3); the two of multi-values are checked with the instances. */
const knownHeaderBits = 0x7f;

/**
 * Checks the records of one table against its columns (11). Made once per table, because the columns of all
 * records are the same.
 */
export class RecordCheck {
  readonly #fixed: readonly FixedColumn[];
  readonly #variable: readonly (ColumnSchema | undefined)[];
  readonly #tagged = new Map<number, ColumnSchema>();
  readonly #required: readonly ColumnSchema[];
  readonly #autoIncrement: AutoIncrement | undefined;

  constructor(table: TableSchema, autoIncrementMost: bigint | undefined) {
    const fixed = table.columns.filter(({ kind }) => kind === 'fixed');
    this.#fixed = fixed.map((column) => ({
      fid: column.fid,
      offset: column.recordOffset,
      size: fixedSize(column.coltyp) || column.cbMax,
      isRequired: (column.flags & columnFlag.notNull) !== 0,
      name: column.name,
    }));
    const variable: (ColumnSchema | undefined)[] = [];
    for (const column of table.columns) {
      if (column.kind === 'variable') variable[column.fid] = column;
      else if (column.kind === 'tagged') this.#tagged.set(taggedKey(column.fid, column.isTemplate), column);
    }
    this.#variable = variable;
    this.#required = table.columns.filter(
      ({ kind, flags, defaultValue }) =>
        kind === 'tagged' && (flags & columnFlag.notNull) !== 0 && defaultValue === undefined,
    );
    const counter = fixed.find(({ flags }) => (flags & columnFlag.autoincrement) !== 0);
    if (counter && autoIncrementMost !== undefined) {
      this.#autoIncrement = new AutoIncrement(counter, autoIncrementMost);
    }
  }

  check(record: RecordView, report: RecordReport, onReference: ReferenceSink): void {
    // What does not fit in one part of a record says nothing of the next part.
    try {
      this.#checkFixed(record, report);
    } catch (error) {
      reportDamage(error, report);
    }
    try {
      this.#checkVariable(record, report);
    } catch (error) {
      reportDamage(error, report);
    }
    try {
      this.#checkTagged(record, report, onReference);
    } catch (error) {
      reportDamage(error, report);
    }
  }

  #checkFixed(record: RecordView, report: RecordReport): void {
    const { fidFixedLast } = record;
    for (const { fid, offset, size, isRequired, name } of this.#fixed) {
      if (fid > fidFixedLast) break;
      const state = record.findFixed(fid, offset, size);
      if (state === 'null' && isRequired) report('columnNull', `column ${name} is NULL`);
      if (fid === fidFixedLast && state === 'value') checkBitmapPlace(record, offset + size, report);
    }
    const counter = this.#autoIncrement?.tooLarge(record);
    if (counter !== undefined) report('autoIncrement', counter);
  }

  #checkVariable(record: RecordView, report: RecordReport): void {
    const { fidVarLast } = record;
    for (let fid = 128; fid <= fidVarLast; fid++) {
      const state = record.findVariable(fid);
      const column = this.#variable[fid];
      if (!column) continue;
      if (state === 'null') {
        if ((column.flags & columnFlag.notNull) !== 0) report('columnNull', `column ${column.name} is NULL`);
      } else if (record.valueLength > (column.cbMax || shortValueMost)) {
        report('columnValue', `column ${column.name} has ${record.valueLength} bytes, not ${column.cbMax}`);
      }
    }
  }

  #checkTagged(record: RecordView, report: RecordReport, onReference: ReferenceSink): void {
    let last = -1;
    for (let n = 0; n < record.taggedCount; n++) {
      const fid = record.taggedFid(n);
      const isTemplate = record.isTaggedDerived(n);
      const order = taggedKey(fid, isTemplate);
      if (order <= last) report('record', `tagged column ${fid} does not follow the one before it`);
      last = order;
      const column = this.#tagged.get(order);
      if (record.taggedAt(n) === 'null') {
        if (column && (column.flags & columnFlag.notNull) !== 0) {
          report('columnNull', `column ${column.name} is NULL`);
        }
        continue;
      }
      if ((record.valueFlags & ~knownHeaderBits) !== 0) {
        report('record', `tagged column ${fid} has the header 0x${record.valueFlags.toString(16)}`);
      }
      this.#checkInstances(record, fid, column, report, onReference);
    }
    for (const column of this.#required) {
      if (record.findTagged(column.fid, column.isTemplate) !== 'absent') continue;
      report('columnNull', `column ${column.name} has no value`);
    }
  }

  #checkInstances(
    record: RecordView,
    fid: number,
    column: ColumnSchema | undefined,
    report: RecordReport,
    onReference: ReferenceSink,
  ): void {
    const isLongValue = (record.valueFlags & taggedHeader.longValue) !== 0;
    if (column && isLong(column.coltyp) !== isLongValue) {
      report('record', `column ${column.name} is ${isLongValue ? '' : 'not '}marked as a long value`);
      return;
    }
    const count = record.instanceCount;
    for (let itag = 1; itag <= count; itag++) {
      record.findInstance(itag);
      const { bytes, instanceStart, instanceLength, instanceFlags } = record;
      // Deleted columns leave their values behind, and those keep their references.
      if ((instanceFlags & taggedHeader.separated) !== 0) {
        if (lidSizes.some((size) => size === instanceLength))
          onReference(bytes, instanceStart, instanceLength);
        else report('record', `tagged column ${fid} refers to a long value with ${instanceLength} bytes`);
      } else if (column) {
        const problem = valueProblem(record, column);
        if (problem !== undefined) report('columnValue', `column ${column.name} ${problem}`);
      }
    }
  }
}

/** Template columns come first in a record (11 §1.3). */
function taggedKey(fid: number, isTemplate: boolean): number {
  return (isTemplate ? 0 : 0x10000) | fid;
}

function reportDamage(error: unknown, report: RecordReport): void {
  if (!JetError.isInstance(error)) throw error;
  report('record', error.message);
}

/** The null bitmap follows the last fixed column without a gap (11 §1.1). */
function checkBitmapPlace(record: RecordView, endOfColumns: number, report: RecordReport): void {
  const { bytes, start, fidFixedLast } = record;
  const endOfFixed = bytes[start + 2]! | (bytes[start + 3]! << 8);
  const expected = endOfColumns + ((fidFixedLast + 7) >> 3);
  if (endOfFixed === expected) return;
  report('record', `its fixed part ends at ${endOfFixed}, its columns and null bits at ${expected}`);
}

/** What is wrong with an intrinsic value of a tagged column, as the end of a sentence. */
function valueProblem(record: RecordView, column: ColumnSchema): string | undefined {
  const { instanceStart, instanceLength, instanceFlags } = record;
  const size = fixedSize(column.coltyp);
  if (size > 0) return instanceLength === size ? undefined : `has ${instanceLength} bytes, not ${size}`;
  if ((instanceFlags & taggedHeader.encrypted) !== 0) return undefined;
  let length = instanceLength;
  if ((instanceFlags & taggedHeader.compressed) !== 0) {
    const stored = record.bytes.subarray(instanceStart, instanceStart + instanceLength);
    try {
      const value = decompress(stored);
      if (value.kind !== 'data') return undefined;
      length = value.bytes.length;
    } catch (error) {
      if (!JetError.isInstance(error)) throw error;
      return `cannot be decompressed: ${error.message}`;
    }
  }
  const most = isLong(column.coltyp) ? column.cbMax : column.cbMax || shortValueMost;
  return most > 0 && length > most ? `has ${length} bytes, and room for ${most}` : undefined;
}
