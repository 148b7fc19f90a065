import { columnFlag } from '../../../src/catalog/schema';
import { toHex } from '../../../src/check/problem';
import { fixedValues, storedRecords, type StoredRecord } from '../fixture/records';
import type { Patient } from '../fixture/patient';
import { pickOf, type Diagnosis, type Verb } from '../fixture/verb';

function diagnosis(kind: Diagnosis['kind'], record: StoredRecord): Diagnosis {
  return { kind, table: record.body.table.name, page: record.page, key: toHex(record.key) };
}

function edit(patient: Patient, { page, iline }: StoredRecord, change: (data: Uint8Array) => void): void {
  patient.editData(page, iline, change);
}

const isKeyColumn = ({ body }: StoredRecord, fid: number): boolean =>
  body.table.indexes.some(
    ({ isPrimary, segments }) => isPrimary && segments.some(({ column }) => column.fid === fid),
  );

/** Injuries of records (11). */
export const recordVerbs: readonly Verb[] = [
  {
    name: 'has more fixed columns than fit',
    hurt: (patient, bodies, random) => {
      const record = pickOf(storedRecords(patient, bodies), random);
      if (!record) return undefined;
      edit(patient, record, (data) => (data[2] = 1));
      return diagnosis('record', record);
    },
  },
  {
    name: 'ends its fixed part in the wrong place',
    hurt: (patient, bodies, random) => {
      const record = pickOf(
        storedRecords(patient, bodies).filter(({ view, data, body }) => {
          const last = body.table.columns.find(({ fid }) => fid === view.fidFixedLast);
          return (
            last !== undefined &&
            view.findFixed(last.fid, last.recordOffset, last.cbMax) === 'value' &&
            data.length > 30
          );
        }),
        random,
      );
      if (!record) return undefined;
      edit(patient, record, (data) => (data[2]! += 1));
      return { ...diagnosis('record', record) };
    },
  },
  {
    name: 'has a variable value that runs over the end',
    hurt: (patient, bodies, random) => {
      const record = pickOf(
        storedRecords(patient, bodies).filter(({ view }) => view.fidVarLast > 127),
        random,
      );
      if (!record) return undefined;
      const at = record.data[2]! | (record.data[3]! << 8);
      edit(patient, record, (data) => {
        const last = at + 2 * (record.view.fidVarLast - 128);
        data[last + 1] = 0x7f;
      });
      return diagnosis('record', record);
    },
  },
  {
    name: 'has tagged columns that do not fit',
    hurt: (patient, bodies, random) => {
      const record = pickOf(
        storedRecords(patient, bodies).filter(({ view }) => view.taggedCount > 0),
        random,
      );
      if (!record) return undefined;
      record.view.taggedAt(0);
      const first = record.view.valueStart - (record.view.isLargePage ? 1 : 0);
      const start = taggedStart(record);
      if (start === undefined || first <= start) return undefined;
      edit(patient, record, (data) => (data[start + 2] = 3));
      return diagnosis('record', record);
    },
  },
  {
    name: 'has tagged columns out of order',
    hurt: (patient, bodies, random) => {
      const record = pickOf(
        storedRecords(patient, bodies).filter(({ view }) => view.taggedCount > 1),
        random,
      );
      const start = record && taggedStart(record);
      if (!record || start === undefined) return undefined;
      edit(patient, record, (data) => {
        data[start + 4] = data[start]!;
        data[start + 5] = data[start + 1]!;
      });
      return diagnosis('record', record);
    },
  },
  {
    name: 'is NULL where the column does not allow it',
    hurt: (patient, bodies, random) => {
      const value = pickOf(
        fixedValues(storedRecords(patient, bodies)).filter(
          ({ column }) => (column.flags & columnFlag.notNull) !== 0,
        ),
        random,
      );
      if (!value) return undefined;
      const { record, column } = value;
      const end = record.data[2]! | (record.data[3]! << 8);
      const bitmap = end - ((record.view.fidFixedLast + 7) >> 3);
      const bit = column.fid - 1;
      edit(patient, record, (data) => (data[bitmap + (bit >> 3)]! |= 1 << (bit & 7)));
      return diagnosis('columnNull', record);
    },
  },
  {
    name: 'has another primary key than its columns say',
    hurt: (patient, bodies, random) => {
      const value = pickOf(
        fixedValues(storedRecords(patient, bodies)).filter(({ record, column }) =>
          isKeyColumn(record, column.fid),
        ),
        random,
      );
      if (!value) return undefined;
      edit(patient, value.record, (data) => (data[value.start]! ^= 0xff));
      return diagnosis('primaryKey', value.record);
    },
  },
  {
    name: 'has counted further than the root of the table',
    hurt: (patient, bodies, random) => {
      const body = pickOf(
        bodies.filter(({ entry, table, root }) => {
          const counts = table.columns.some(({ flags }) => (flags & columnFlag.autoincrement) !== 0);
          let size = 0;
          patient.editTagZero(root, (view) => (size = view.byteLength));
          return entry.kind === 'table' && counts && size === 25 && patient.page(root).clines > 0;
        }),
        random,
      );
      if (!body) return undefined;
      patient.editTagZero(body.root, (view) => view.setBigUint64(17, 0n, true));
      return { kind: 'autoIncrement', table: body.table.name };
    },
  },
  {
    name: 'has a fixed value of the wrong size in a tagged column',
    hurt: (patient, bodies, random) => {
      const record = pickOf(
        storedRecords(patient, bodies).filter(({ view, body }) =>
          lastTaggedIsNumber(view, body.table.columns),
        ),
        random,
      );
      if (!record) return undefined;
      patient.setData(record.page, record.iline, record.data.slice(0, record.data.length - 1));
      return diagnosis('columnValue', record);
    },
  },
];

/** Where the TAGFLD array begins. */
function taggedStart({ view, data }: StoredRecord): number | undefined {
  const endOfFixed = data[2]! | (data[3]! << 8);
  const count = view.fidVarLast - 127;
  if (count === 0) return endOfFixed;
  const last = endOfFixed + 2 * (count - 1);
  return endOfFixed + 2 * count + ((data[last]! | (data[last + 1]! << 8)) & 0x7fff);
}

function lastTaggedIsNumber(
  view: StoredRecord['view'],
  columns: StoredRecord['body']['table']['columns'],
): boolean {
  if (view.taggedCount === 0) return false;
  const n = view.taggedCount - 1;
  const column = columns.find(
    ({ kind, fid, isTemplate }) =>
      kind === 'tagged' && fid === view.taggedFid(n) && isTemplate === view.isTaggedDerived(n),
  );
  if (!column || [9, 10, 11, 12].includes(column.coltyp)) return false;
  return view.taggedAt(n) === 'value' && view.instanceCount === 1 && view.valueLength > 1;
}
