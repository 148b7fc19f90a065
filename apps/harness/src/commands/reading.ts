import {
  JetEnumerateColumns,
  JetGetRecordSize2,
  JetMove,
  type JET_ENUMCOLUMN,
  type JET_RECSIZE,
  type JetRef,
} from '@esekit/jet';
import { retrieveBits } from '../definitions/bits';
import { bytesJson, valueJson } from '../output/value-json';
import type { Json } from '../output/json-format';
import { listColumns, lookUpColumn, type TableColumn } from '../run/columns';
import type { Command } from '../run/command';
import { isCut, isNull, recordJson, retrieve, type Retrieval, type Retrieved } from '../run/values';
import { Arguments } from '../script/arguments';

const numberBits = retrieveBits.refcount | retrieveBits.physsize;

const get: Command = ({ names, calls, out }, words) => {
  const given = new Arguments(words, {
    options: ['tag', 'ib', 'cb', 'grbit'],
    flags: Object.keys(retrieveBits),
  });
  const table = names.requireTable(given.take('table handle'));
  const grbit = given.grbit(retrieveBits);
  const values: Json[] = [];
  for (const name of given.take('columns').split(',')) {
    const column = lookUpColumn(calls, table, name);
    const value = retrieve(table, {
      columnid: column.columnid,
      grbit,
      itagSequence: given.number('tag') ?? 1,
      ibLongValue: given.number('ib') ?? 0,
      cbMost: given.number('cb'),
    } satisfies Retrieval);
    if (value.rc < 0) calls.note('JetRetrieveColumn', value);
    const tag = (grbit & retrieveBits.gettag) !== 0 ? value.itagSequence : undefined;
    values.push({ c: name, rc: value.rc, cb: value.cbActual, v: shownValue(value, column, grbit), tag });
    out['v'] = values;
  }
};

function shownValue(value: Retrieved, column: TableColumn, grbit: number): Json {
  if (value.rc < 0 || isNull(value)) return null;
  const { bytes } = value;
  if ((grbit & numberBits) !== 0 && bytes.length === 4) {
    return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
  }
  return isCut(value) ? bytesJson(bytes) : valueJson(bytes, column);
}

const row: Command = ({ names, calls, out }, words) => {
  const given = new Arguments(words, { flags: ['check'] });
  const table = names.requireTable(given.take('table handle'));
  const { session, tableid } = table;
  if (given.has('check')) calls.make('JetMove', () => JetMove(session.sesid, tableid, 0, 0));
  out['r'] = recordJson(table, listColumns(calls, table));
};

const enumCommand: Command = ({ names, calls, out }, words) => {
  const given = new Arguments(words, { options: ['cols', 'cb', 'grbit'] });
  const table = names.requireTable(given.take('table handle'));
  const columns = listColumns(calls, table);
  const wanted =
    given
      .option('cols')
      ?.split(',')
      .map((name) => lookUpColumn(calls, table, name)) ?? [];
  const { session, tableid } = table;
  const found: JetRef<readonly JET_ENUMCOLUMN[] | null> = { value: null };
  const cbDataMost = given.number('cb') ?? 0x7fffffff;
  calls.make('JetEnumerateColumns', () =>
    JetEnumerateColumns(
      session.sesid,
      tableid,
      wanted.length,
      wanted.length === 0 ? null : wanted.map(({ columnid }) => ({ columnid })),
      { value: 0 },
      found,
      null,
      null,
      cbDataMost,
      given.grbit(),
    ),
  );
  out['cols'] = (found.value ?? []).map((one) => enumeratedJson(one, columns));
};

const singleValue = 1536;

function enumeratedJson(one: JET_ENUMCOLUMN, columns: readonly TableColumn[]): Json {
  const id = one.columnid >>> 0;
  const column = columns.find(({ columnid }) => columnid === id);
  const show = (bytes: Uint8Array | null | undefined): Json =>
    bytes === null || bytes === undefined || column === undefined ? null : valueJson(bytes, column);
  if (one.err === singleValue) return { id, rc: one.err, v: show(one.pvData) };
  if (one.err !== 0) return { id, rc: one.err };
  const vs = (one.rgEnumColumnValue ?? []).map(({ itagSequence, err, pvData }) => ({
    tag: itagSequence,
    rc: err,
    v: show(pvData),
  }));
  return { id, rc: one.err, vs };
}

const recsizeBits = { copy: 0x1 } as const;

const recsize: Command = ({ names, calls, out }, words) => {
  const given = new Arguments(words, { options: ['grbit'], flags: Object.keys(recsizeBits) });
  const { session, tableid } = names.requireTable(given.take('table handle'));
  const size: JetRef<JET_RECSIZE | null> = { value: null };
  calls.make('JetGetRecordSize2', () =>
    JetGetRecordSize2(session.sesid, tableid, size, given.grbit(recsizeBits)),
  );
  if (size.value !== null) Object.assign(out, shownSizes(size.value));
};

function shownSizes(size: JET_RECSIZE): Readonly<Record<string, Json>> {
  return {
    data: size.cbData,
    lv: size.cbLongValueData,
    nontagged: size.cNonTaggedColumns,
    tagged: size.cTaggedColumns,
    lvs: size.cLongValues,
    multi: size.cMultiValues,
    compressed: size.cCompressedColumns,
    overhead: size.cbOverhead,
    lvoverhead: size.cbLongValueOverhead,
    datac: size.cbDataCompressed,
    lvc: size.cbLongValueDataCompressed,
  };
}

export const readingCommands: Readonly<Record<string, Command>> = { get, row, enum: enumCommand, recsize };
