import {
  pageFields,
  nodeFields,
  nodeRecord,
  pageRecord,
  recordCodecs,
  writeInteger64,
  type RecordField,
  type RecordLayout,
  type RecordPart,
} from './layouts';
import { partCodecs, requireFits, sizeUnit } from './record-parts';
import { recordLayouts, type DecodableTypeName } from './record-layouts';
import { fixedRecordSize, isIgnorableType, recordTypeNumber } from './record-sizes';
import type { RecordInput } from './record-values';

/** Makes the bytes of one record. They are the caller's. */
export type RecordEncoder<Name extends DecodableTypeName> = (values: RecordInput<Name>) => Uint8Array;

type Values = Readonly<Record<string, unknown>>;

/** A part with what is known of it before its value. */
interface EncodedPart {
  readonly name: string;
  readonly form: keyof typeof partCodecs;
  /** The field whose value is given: the prefix of a key. */
  readonly given: string | undefined;
  /** The field that gets the rest; absent when the part reaches to the end. */
  readonly size: RecordField | undefined;
}

/** A layout taken apart for writing. */
interface Plan {
  readonly type: number;
  readonly fixedSize: number;
  readonly prefix: 'none' | 'page' | 'node';
  /** Fields behind the prefix. */
  readonly fields: readonly (readonly [string, RecordField])[];
  readonly parts: readonly EncodedPart[];
  readonly unicodeFlag: number;
  /** Where an ignorable record says how much follows its first five bytes. */
  readonly cbOffset: number | undefined;
}

/** The encoder of a record type. Its layout is taken apart at the first use. */
export function encoderOf<Name extends DecodableTypeName>(
  name: Name,
  layout: RecordLayout = recordLayouts[name],
): RecordEncoder<Name> {
  let plan: Plan | undefined;
  return (values) => {
    plan ??= planOf(name, layout);
    return encode(plan, values);
  };
}

function planOf(name: DecodableTypeName, layout: RecordLayout): Plan {
  const type = recordTypeNumber[name];
  const fields = Object.entries(layout.fields);
  const isNode = layout.fields['rceid']?.[0] === nodeRecord.rceid;
  const isPage = layout.fields['trxBegin0']?.[0] === pageRecord.trxBegin0;
  const common: object = isNode ? nodeFields : isPage ? pageFields : {};
  return {
    type,
    fixedSize: Math.max(
      fixedRecordSize(type),
      ...fields.map(([, [offset, kind]]) => offset + recordCodecs[kind].size),
    ),
    prefix: isNode ? 'node' : isPage ? 'page' : 'none',
    fields: fields.filter(([field]) => !(field in common)),
    parts: (layout.parts ?? []).map((part) => planPart(part, layout)),
    unicodeFlag: layout.unicodeFlag ?? 0,
    cbOffset: isIgnorableType(type) ? layout.fields['cb']![0] : undefined,
  };
}

function planPart([name, form, ...sizes]: RecordPart, layout: RecordLayout): EncodedPart {
  const last = sizes.at(-1);
  return {
    name,
    form,
    given: sizes.length > 1 ? sizes[0] : undefined,
    size: last === undefined ? undefined : layout.fields[last],
  };
}

function encode(plan: Plan, values: Values): Uint8Array {
  const isUnicode = ((values['fFlags'] as number) & plan.unicodeFlag) !== 0;
  let size = plan.fixedSize;
  for (const { name, form } of plan.parts) {
    size += partCodecs[form].measure(values[name] as never, isUnicode);
  }
  const start = reserve(size);
  const { bytes, view } = chunk;
  bytes[start] = plan.type;
  if (plan.prefix !== 'none') writePagePrefix(view, start, values as unknown as PagePrefix);
  if (plan.prefix === 'node') writeNodePrefix(view, start, values as unknown as NodePrefix);
  for (const [name, [offset, kind]] of plan.fields) {
    const value = values[name];
    if (value !== undefined) recordCodecs[kind].write(view, start + offset, value as never);
  }
  let at = start + plan.fixedSize;
  for (const { name, form, given, size: sizeField } of plan.parts) {
    const value = values[name] as never;
    const partSize = partCodecs[form].measure(value, isUnicode);
    if (sizeField !== undefined) {
      const [offset, kind] = sizeField;
      const rest = partSize / sizeUnit(form) - (given === undefined ? 0 : (values[given] as number));
      requireFits(name, rest, kind);
      recordCodecs[kind].write(view, start + offset, rest as never);
    }
    partCodecs[form].write(bytes, view, at, value, isUnicode);
    at += partSize;
  }
  if (plan.cbOffset !== undefined) view.setUint32(start + plan.cbOffset, size - 5, true);
  return bytes.subarray(start, start + size);
}

const chunkSize = 64 * 1024;

/**
 * Records are cut from chunks, since an array of its own costs more than the rest of a record. A chunk is
 * never used twice, so a record is the caller's for as long as he wants it.
 */
let chunk = newChunk(0);
let used = 0;

function newChunk(size: number): { readonly bytes: Uint8Array; readonly view: DataView } {
  const bytes = new Uint8Array(size);
  return { bytes, view: new DataView(bytes.buffer) };
}

/** @returns where `size` zero bytes begin in the current chunk */
function reserve(size: number): number {
  if (used + size > chunk.bytes.length) {
    chunk = newChunk(Math.max(size, chunkSize));
    used = 0;
  }
  const start = used;
  used += size;
  return start;
}

interface PagePrefix {
  readonly procid: number;
  readonly dbid: number;
  readonly pgno: number;
  readonly dbtime: number | bigint;
  readonly dbtimeBefore: number | bigint;
  readonly trxBegin0: number;
  readonly level: number;
  readonly iline: number;
  readonly fFlags: number;
}

interface NodePrefix {
  readonly rceid: number;
  readonly pgnoFDP: number;
  readonly objidFDP: number;
}

function writePagePrefix(view: DataView, at: number, values: PagePrefix): void {
  view.setUint16(at + pageRecord.procid, values.procid, true);
  view.setUint8(at + pageRecord.dbid, values.dbid);
  view.setUint32(at + pageRecord.pgno, values.pgno, true);
  writeInteger64(view, at + pageRecord.dbtime, values.dbtime);
  writeInteger64(view, at + pageRecord.dbtimeBefore, values.dbtimeBefore);
  view.setUint32(at + pageRecord.trxBegin0, values.trxBegin0, true);
  view.setUint8(at + pageRecord.level, values.level);
  view.setUint16(at + pageRecord.iline, values.iline, true);
  view.setUint8(at + pageRecord.fFlags, values.fFlags);
}

function writeNodePrefix(view: DataView, at: number, values: NodePrefix): void {
  view.setUint32(at + nodeRecord.rceid, values.rceid, true);
  view.setUint32(at + nodeRecord.pgnoFDP, values.pgnoFDP, true);
  view.setUint32(at + nodeRecord.objidFDP, values.objidFDP, true);
}
