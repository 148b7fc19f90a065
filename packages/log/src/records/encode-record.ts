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

/** A field with the codec that its type names. */
interface EncodedField {
  readonly name: string;
  readonly offset: number;
  readonly kind: RecordField[1];
  readonly write: (view: DataView, offset: number, value: never) => void;
}

/** A part with what is known of it before its value. */
interface EncodedPart {
  readonly name: string;
  readonly form: keyof typeof partCodecs;
  readonly unit: number;
  readonly measure: (value: never, isUnicode: boolean) => number;
  readonly write: (bytes: Uint8Array, view: DataView, at: number, value: never, isUnicode: boolean) => void;
  /** The field whose value is given: the prefix of a key. */
  readonly given: string | undefined;
  /** The field that gets the rest; absent when the part reaches to the end. */
  readonly size: EncodedField | undefined;
}

/** A layout taken apart for writing. */
interface Plan {
  readonly type: number;
  readonly fixedSize: number;
  readonly prefix: 'none' | 'page' | 'node';
  /** Fields behind the prefix. */
  readonly fields: readonly EncodedField[];
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
    fields: fields.filter(([field]) => !(field in common)).map(([field, place]) => planField(field, place)),
    parts: (layout.parts ?? []).map((part) => planPart(part, layout)),
    unicodeFlag: layout.unicodeFlag ?? 0,
    cbOffset: isIgnorableType(type) ? layout.fields['cb']![0] : undefined,
  };
}

function planField(name: string, [offset, kind]: RecordField): EncodedField {
  return { name, offset, kind, write: recordCodecs[kind].write };
}

function planPart([name, form, ...sizes]: RecordPart, layout: RecordLayout): EncodedPart {
  const last = sizes.at(-1);
  const { measure, write } = partCodecs[form];
  return {
    name,
    form,
    unit: sizeUnit(form),
    measure,
    write,
    given: sizes.length > 1 ? sizes[0] : undefined,
    size: last === undefined ? undefined : planField(last, layout.fields[last]!),
  };
}

/** What every change of a tree goes through several times, so it is written for speed: bytes are most parts. */
function encode(plan: Plan, values: Values): Uint8Array {
  const { fields, parts, fixedSize } = plan;
  const isUnicode = plan.unicodeFlag !== 0 && ((values['fFlags'] as number) & plan.unicodeFlag) !== 0;
  let size = fixedSize;
  for (let i = 0; i < parts.length; i++) size += measurePart(parts[i]!, values[parts[i]!.name], isUnicode);
  const start = reserve(size);
  const { bytes, view } = chunk;
  bytes[start] = plan.type;
  if (plan.prefix !== 'none') writePagePrefix(view, start, values as unknown as PagePrefix);
  if (plan.prefix === 'node') writeNodePrefix(view, start, values as unknown as NodePrefix);
  for (let i = 0; i < fields.length; i++) {
    const field = fields[i]!;
    const value = values[field.name];
    if (value !== undefined) field.write(view, start + field.offset, value as never);
  }
  let at = start + fixedSize;
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i]!;
    const value = values[part.name];
    const partSize = measurePart(part, value, isUnicode);
    if (part.size !== undefined) {
      const rest = partSize / part.unit - (part.given === undefined ? 0 : (values[part.given] as number));
      requireFits(part.name, rest, part.size.kind);
      part.size.write(view, start + part.size.offset, rest as never);
    }
    if (part.form === 'bytes') copyPart(value as Uint8Array, bytes, at);
    else part.write(bytes, view, at, value as never, isUnicode);
    at += partSize;
  }
  if (plan.cbOffset !== undefined) view.setUint32(start + plan.cbOffset, size - 5, true);
  return bytes.subarray(start, start + size);
}

function measurePart(part: EncodedPart, value: unknown, isUnicode: boolean): number {
  return part.form === 'bytes' ? (value as Uint8Array).length : part.measure(value as never, isUnicode);
}

/** Below this size a loop is faster than a block copy. */
const cbLoopMost = 24;

function copyPart(source: Uint8Array, target: Uint8Array, at: number): void {
  if (source.length > cbLoopMost) target.set(source, at);
  else for (let i = 0; i < source.length; i++) target[at + i] = source[i]!;
}

const chunkSize = 64 * 1024;

/**
 * Records are cut from chunks, since an array of its own costs more than the rest of a record. What is cut is not
 * used again, so a record is the caller's for as long as he wants it, unless he gives it back.
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

/**
 * The caller has no more use for a record: if it is the newest, its bytes are used for the next one. Logs that
 * copy what they get take one record after the other from the same few bytes then.
 */
export function giveBackRecord(record: Uint8Array): void {
  const { byteOffset: start, length } = record;
  if (record.buffer !== chunk.bytes.buffer || start + length !== used) return;
  chunk.bytes.fill(0, start, used);
  used = start;
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
