import { JetError, formatLgpos, type Lgpos } from '@esekit/core';
import type { LogVersion } from '../header/log-version';
import {
  commitCtxBareLayout,
  createDBFlag,
  createDBLayout,
  createDBRecord,
  hasCommitCtxFlags,
  ignorableLayout,
  recordCodecs,
  type RecordFieldTypes,
  type RecordLayout,
} from './layouts';
import { recordLgpos, type LogRecord } from './log-record';
import { partCodecs, sizeUnit, type PartValue } from './record-parts';
import { recordLayouts } from './record-layouts';
import { isIgnorableType, recordTypeName, recordTypeNumber, type RecordTypeName } from './record-sizes';

export type RecordValue = RecordFieldTypes[keyof RecordFieldTypes] | PartValue;

/** A record with everything it says, by the names that ESE gives it. Holds no reference to the log. */
export interface DecodedRecord {
  readonly lgpos: Lgpos;
  readonly type: RecordTypeName;
  /** Number of the type. */
  readonly lrtyp: number;
  readonly size: number;
  /** In the order of the record; bytes of an ignorable record that no field names are `rgbRest`. */
  readonly fields: Readonly<Record<string, RecordValue>>;
}

/**
 * Decodes one record (21). For reports and tests: redo reads the few fields it needs where they lie.
 *
 * @param version of the stream, which decides on the layout of CommitCtx; default the newest
 * @throws JetError JET_errLogFileCorrupt for a record that is smaller than its type, or whose sizes
 *   contradict each other
 */
export function decodeRecord(record: LogRecord, version?: LogVersion): DecodedRecord {
  const { type: lrtyp, size } = record;
  const type = recordTypeName(lrtyp);
  const layout = type === undefined ? undefined : layoutOf(record, type, version);
  if (type === undefined || layout === undefined) return corrupt(record, 'its type has no known layout');
  const fields =
    readLayout(record, layout) ?? (isIgnorableType(lrtyp) ? readLayout(record, ignorableLayout) : undefined);
  if (fields === undefined) return corrupt(record, 'its sizes contradict each other');
  return { lgpos: recordLgpos(record), type, lrtyp, size, fields };
}

/** The layouts by type, but for the two types that have more than one. */
function layoutOf(
  { bytes, offset }: LogRecord,
  type: RecordTypeName,
  version: LogVersion | undefined,
): RecordLayout | undefined {
  switch (type) {
    case 'CreateDB':
      return (bytes[offset + createDBRecord.fFlags]! & createDBFlag.hasVersion) === 0
        ? createDBLayout
        : recordLayouts.CreateDB;
    case 'CommitCtx':
      return version !== undefined && !hasCommitCtxFlags(version)
        ? commitCtxBareLayout
        : recordLayouts.CommitCtx;
    default:
      return (recordLayouts as Partial<Record<RecordTypeName, RecordLayout>>)[type];
  }
}

/** `undefined` when the record is too small for the layout or its parts. */
function readLayout(record: LogRecord, layout: RecordLayout): Record<string, RecordValue> | undefined {
  const { bytes, view, offset, size } = record;
  const end = offset + size;
  const values: Record<string, RecordValue> = {};
  let at = offset + 1;
  for (const [name, [from, kind]] of Object.entries(layout.fields)) {
    const codec = recordCodecs[kind];
    if (offset + from + codec.size > end) return undefined;
    values[name] = codec.read(view, offset + from);
    at = Math.max(at, offset + from + codec.size);
  }
  if (record.type === recordTypeNumber.PagePatchRequest) return values;
  const isUnicode = ((values['fFlags'] as number) & (layout.unicodeFlag ?? 0)) !== 0;
  for (const [name, form, ...sizes] of layout.parts ?? []) {
    const partSize = sizes.reduce((sum, field) => sum + (values[field] as number), 0) * sizeUnit(form);
    const to = sizes.length === 0 ? end : at + partSize;
    if (to > end) return undefined;
    values[name] = partCodecs[form].read(bytes, view, at, to, isUnicode);
    at = to;
  }
  if (at < end) values['rgbRest'] = bytes.slice(at, end);
  return values;
}

function corrupt(record: LogRecord, why: string): never {
  const name = recordTypeName(record.type) ?? `of type ${record.type}`;
  const text = `the record ${name} at ${formatLgpos(recordLgpos(record))} cannot be decoded: ${why}`;
  throw new JetError('JET_errLogFileCorrupt', text);
}
