import { columnFlag, type ColumnSchema } from '../catalog/schema';
import { fixedSize } from '../values/coltyp';
import { plainDecoder, valueDecoder, type Value } from '../values/decode-value';
import { UndecodedValue } from '../values/undecoded-value';
import type { RecordView } from './record-view';
import type { ValueFinder } from './value-place';

/** The value of one column; `undefined` when it is NULL. */
export type ColumnStep = (record: RecordView, finder: ValueFinder) => Value | readonly Value[] | undefined;

/**
 * Reads a column. What most records have, a value in the record itself, goes the shortest way; everything else,
 * and all that a tolerant finder has to make of damage, goes through the finder.
 */
export function columnStep(column: ColumnSchema): ColumnStep {
  const any = anyStep(column);
  const short = shortStep(column, any);
  return (record, finder) => (finder.isTolerant ? any(record, finder) : short(record, finder));
}

function shortStep(column: ColumnSchema, any: ColumnStep): ColumnStep {
  switch (column.kind) {
    case 'fixed':
      return fixedStep(column, any);
    case 'variable':
      return variableStep(column, any);
    case 'tagged':
      return taggedStep(column, any);
  }
}

function fixedStep(column: ColumnSchema, any: ColumnStep): ColumnStep {
  const { fid, recordOffset } = column;
  const size = fixedSize(column.coltyp) || column.cbMax;
  const decode = plainDecoder(column);
  return (record, finder) => {
    const state = record.findFixed(fid, recordOffset, size);
    if (state === 'value') return decode(record.bytes, record.valueStart, size);
    return state === 'null' ? undefined : any(record, finder);
  };
}

function variableStep(column: ColumnSchema, any: ColumnStep): ColumnStep {
  const { fid } = column;
  const decode = valueDecoder(column);
  return (record, finder) => {
    const state = record.findVariable(fid);
    if (state === 'value') return decode(record.bytes, record.valueStart, record.valueLength);
    return state === 'null' ? undefined : any(record, finder);
  };
}

function taggedStep(column: ColumnSchema, any: ColumnStep): ColumnStep {
  const { fid, isTemplate, defaultValue } = column;
  if (isMultiValued(column)) return any;
  const decode = valueDecoder(column);
  return (record, finder) => {
    const state = record.findTagged(fid, isTemplate);
    if (state === 'null' || (state === 'absent' && defaultValue === undefined)) return undefined;
    if (state === 'absent' || record.instanceCount !== 1) return any(record, finder);
    record.findInstance(1);
    const found = finder.resolve(record);
    if (found !== 'value') return found;
    const { bytes, start, length } = finder.place;
    return decode(bytes, start, length);
  };
}

function anyStep(column: ColumnSchema): ColumnStep {
  const decode = valueDecoder(column);
  const one = (record: RecordView, finder: ValueFinder, itag: number): Value | undefined => {
    const found = finder.find(record, column, itag);
    if (found === 'null') return undefined;
    if (found instanceof UndecodedValue) return found;
    const { bytes, start, length } = finder.place;
    return decode(bytes, start, length);
  };
  if (column.kind !== 'tagged') return (record, finder) => one(record, finder, 1);
  return (record, finder) => {
    const count = finder.count(record, column);
    if (count === 0) return undefined;
    if (count === 1 && !isMultiValued(column)) return one(record, finder, 1);
    const values: Value[] = [];
    for (let itag = 1; itag <= count; itag++) {
      const value = one(record, finder, itag);
      if (value !== undefined) values.push(value);
    }
    return values;
  };
}

/** Any tagged column can hold several values; the flag says that it is meant to. */
function isMultiValued(column: ColumnSchema): boolean {
  return (column.flags & columnFlag.multiValued) !== 0;
}
