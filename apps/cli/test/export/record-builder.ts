import { columnFlag, coltyp, fixedSize, type ColumnSchema, type TableSchema } from '@esekit/engine';

/** The stored bytes of a row by column name: NULL, one value, or several of a tagged column. */
export type StoredRow = Readonly<Record<string, Uint8Array | null | readonly Uint8Array[]>>;

let nextFid = { fixed: 1, variable: 128, tagged: 256 };
let nextOffset = 4;

/** Starts a table: the columns made from now on are numbered from the first. */
export function startTable(): void {
  nextFid = { fixed: 1, variable: 128, tagged: 256 };
  nextOffset = 4;
}

export function column(
  name: string,
  type: number,
  kind: ColumnSchema['kind'] = fixedSize(type) > 0 ? 'fixed' : 'variable',
  rest: Partial<ColumnSchema> = {},
): ColumnSchema {
  const fid = nextFid[kind]++;
  const cbMax = rest.cbMax ?? fixedSize(type);
  const recordOffset = kind === 'fixed' ? nextOffset : 0;
  if (kind === 'fixed') nextOffset += cbMax;
  return {
    name,
    fid,
    columnid: fid,
    coltyp: type,
    kind,
    isTemplate: false,
    codePage: type === coltyp.text || type === coltyp.longText ? 1252 : 0,
    flags: 0,
    recordOffset,
    defaultValue: undefined,
    userDefault: undefined,
    ...rest,
    cbMax,
  };
}

export const multiValued = { flags: columnFlag.multiValued };

export function tableOf(columns: readonly ColumnSchema[], name = 'T'): TableSchema {
  return {
    name,
    objidFDP: 8,
    pgnoFDP: 31,
    flags: 0,
    isSystem: false,
    density: 80,
    columns,
    indexes: [],
    templateName: undefined,
    longValues: undefined,
    lvChunkMax: undefined,
    separateLV: undefined,
    callbacks: [],
  };
}

/** A record of a table as small pages have it (11 §1). Columns without an entry in `row` are absent. */
export function buildRecord(columns: readonly ColumnSchema[], row: StoredRow): Uint8Array {
  const fixed = fixedPart(columns, row);
  const variable = variablePart(columns, row);
  const tagged = taggedPart(columns, row);
  const ibEndOfFixed = 4 + fixed.bytes.length;
  const header = [fixed.last, variable.last, ibEndOfFixed & 0xff, ibEndOfFixed >> 8];
  return Uint8Array.from(header.concat(fixed.bytes, variable.bytes, tagged));
}

function fixedPart(columns: readonly ColumnSchema[], row: StoredRow): { last: number; bytes: number[] } {
  const fixed = columns.filter(({ kind }) => kind === 'fixed');
  const present = fixed.filter(({ name }) => row[name] !== undefined);
  const last = present.at(-1)?.fid ?? 0;
  const bytes: number[] = [];
  const nulls = new Array<number>((last + 7) >> 3).fill(0);
  for (const { name, fid, cbMax } of fixed.filter(({ fid }) => fid <= last)) {
    const value = row[name] as Uint8Array | null | undefined;
    bytes.push(...(value ?? new Uint8Array(cbMax)));
    if (!value) nulls[(fid - 1) >> 3]! |= 1 << ((fid - 1) & 7);
  }
  return { last, bytes: [...bytes, ...nulls] };
}

function variablePart(columns: readonly ColumnSchema[], row: StoredRow): { last: number; bytes: number[] } {
  const variable = columns.filter(({ kind }) => kind === 'variable');
  const last = variable.filter(({ name }) => row[name] !== undefined).at(-1)?.fid ?? 127;
  const ends: number[] = [];
  const values: number[] = [];
  for (const { name } of variable.filter(({ fid }) => fid <= last)) {
    const value = row[name] as Uint8Array | null | undefined;
    values.push(...(value ?? []));
    const end = values.length | (value ? 0 : 0x8000);
    ends.push(end & 0xff, end >> 8);
  }
  return { last, bytes: [...ends, ...values] };
}

function taggedPart(columns: readonly ColumnSchema[], row: StoredRow): number[] {
  const tagged = columns.filter(({ kind, name }) => kind === 'tagged' && row[name] !== undefined);
  const entries: number[] = [];
  const values: number[] = [];
  for (const { name, fid } of tagged) {
    const value = row[name]!;
    const offset = 4 * tagged.length + values.length;
    const isMany = Array.isArray(value);
    const flags = (value === null ? 0x2000 : 0) | (isMany ? 0x4000 : 0);
    entries.push(fid & 0xff, fid >> 8, (offset | flags) & 0xff, (offset | flags) >> 8);
    if (isMany) values.push(...instances(value as readonly Uint8Array[]));
    else if (value !== null) for (const byte of value as Uint8Array) values.push(byte);
  }
  return entries.concat(values);
}

/** Two values have the length of the first in front, more have an array of offsets. */
function instances(values: readonly Uint8Array[]): number[] {
  if (values.length === 2 && values[0]!.length < 256) {
    return [0x18, values[0]!.length, ...values[0]!, ...values[1]!];
  }
  const offsets: number[] = [];
  let at = 2 * values.length;
  for (const { length } of values) {
    offsets.push(at & 0xff, at >> 8);
    at += length;
  }
  return [0x08, ...offsets, ...values.flatMap((value) => [...value])];
}
