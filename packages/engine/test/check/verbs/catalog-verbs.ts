import { catalogFixed } from '../../../src/catalog/catalog-columns';
import type { Random } from '@esekit/testkit';
import { u32, type Body } from '../fixture/anatomy';
import type { Patient } from '../fixture/patient';
import type { Verb } from '../fixture/verb';

type Field = keyof typeof catalogFixed;

/** A row of the catalog or its shadow, where it stands. */
interface Row {
  readonly page: number;
  readonly iline: number;
  readonly objid: number;
  readonly type: number;
  readonly id: number;
}

function rowsOf(patient: Patient, bodies: readonly Body[], objid: number): Row[] {
  const { leaves } = bodies.find((body) => body.objid === objid)!;
  return leaves.flatMap((page) =>
    patient
      .nodes(page)
      .filter(({ isDeleted }) => !isDeleted)
      .map(({ iline, data }) => ({
        page,
        iline,
        objid: u32(data, catalogFixed.ObjidTable.offset),
        type: data[catalogFixed.Type.offset]!,
        id: u32(data, catalogFixed.Id.offset),
      })),
  );
}

const main = 2;
const shadow = 3;

/** Changes a column of the same row in the catalog, its shadow, or both. */
function setField(
  patient: Patient,
  bodies: readonly Body[],
  row: Pick<Row, 'objid' | 'type' | 'id'>,
  field: Field,
  change: (value: number) => number,
  where: readonly number[] = [main, shadow],
): void {
  for (const catalog of where) {
    const place = rowsOf(patient, bodies, catalog).find(
      ({ objid, type, id }) => objid === row.objid && type === row.type && id === row.id,
    );
    if (!place) continue;
    const { offset } = catalogFixed[field];
    patient.editData(place.page, place.iline, (data) => {
      const view = new DataView(data.buffer, data.byteOffset, data.length);
      if (field === 'RecordOffset' || field === 'Type')
        view.setUint16(offset, change(view.getUint16(offset, true)), true);
      else view.setUint32(offset, change(view.getUint32(offset, true)), true);
    });
  }
}

function userRow(
  patient: Patient,
  bodies: readonly Body[],
  random: Random,
  type: number,
  accepts: (row: Row) => boolean = () => true,
): Row | undefined {
  const rows = rowsOf(patient, bodies, main).filter(
    (row) => row.type === type && row.objid > 7 && accepts(row),
  );
  return rows.length === 0 ? undefined : random.pick(rows);
}

const hasShadow = (patient: Patient, bodies: readonly Body[]): boolean =>
  rowsOf(patient, bodies, shadow).length > 0;

const isSecondary = ({ objid, id }: Row): boolean => objid !== id;

const tableOf = (bodies: readonly Body[], row: Row): Body | undefined =>
  bodies.find(({ entry, objid }) => entry.kind === 'table' && objid === row.objid);

/** Lies of the catalog (10). */
export const catalogVerbs: readonly Verb[] = [
  {
    name: 'gives a table a root page that is another one',
    hurt: (patient, bodies, random) => {
      const row = userRow(patient, bodies, random, 1);
      const other = bodies.find(({ entry, objid }) => entry.kind === 'table' && objid !== row?.objid);
      if (!row || !other) return undefined;
      setField(patient, bodies, row, 'ColtypOrPgnoFDP', () => other.root);
      return { kind: 'catalogRoot', page: other.root };
    },
  },
  {
    name: 'gives an index a root page that does not exist',
    hurt: (patient, bodies, random) => {
      const row = userRow(patient, bodies, random, 3, isSecondary);
      if (!row) return undefined;
      setField(patient, bodies, row, 'ColtypOrPgnoFDP', () => 9_999_999);
      return { kind: 'catalogRoot', page: 9_999_999 };
    },
  },
  {
    name: 'calls an index unique that is not, or the other way round',
    hurt: (patient, bodies, random) => {
      const row = userRow(patient, bodies, random, 3, isSecondary);
      if (!row) return undefined;
      setField(patient, bodies, row, 'Flags', (flags) => flags ^ 1);
      return { kind: 'catalogRoot' };
    },
  },
  {
    name: 'lets the shadow tell another story of a row',
    hurt: (patient, bodies, random) => {
      const row = userRow(patient, bodies, random, random.pick([1, 2, 3]));
      if (!row || !hasShadow(patient, bodies)) return undefined;
      setField(patient, bodies, row, 'SpaceUsage', (value) => value + 1, [shadow]);
      return { kind: 'catalogShadow' };
    },
  },
  {
    name: 'loses a row of the shadow',
    hurt: (patient, bodies, random) => {
      const { page, iline } = random.pick(rowsOf(patient, bodies, shadow));
      if (patient.page(page).clines < 3) return undefined;
      patient.removeNode(page, iline);
      return { kind: 'catalogShadow' };
    },
  },
  {
    name: 'loses a column in the catalog alone',
    hurt: (patient, bodies, random) => {
      const row = userRow(patient, bodies, random, 2);
      if (!row || patient.page(row.page).clines < 3) return undefined;
      patient.removeNode(row.page, row.iline);
      return { kind: 'catalogShadow' };
    },
  },
  {
    name: 'gives a column a type that does not exist',
    hurt: (patient, bodies, random) => {
      const row = userRow(patient, bodies, random, 2, ({ id }) => id < 256);
      if (!row) return undefined;
      setField(patient, bodies, row, 'ColtypOrPgnoFDP', (type) => (type === 0 ? 0 : 77));
      const table = tableOf(bodies, row);
      if (!table || !table.table.columns.some(({ fid }) => fid === row.id)) return undefined;
      return { kind: 'catalogRow', table: table.table.name };
    },
  },
  {
    name: 'gives a fixed column another size',
    hurt: (patient, bodies, random) => {
      const row = userRow(patient, bodies, random, 2, ({ id }) => id < 128);
      const column = row && tableOf(bodies, row)?.table.columns.find(({ fid }) => fid === row.id);
      if (!row || !column || column.coltyp === 9 || column.coltyp === 10) return undefined;
      setField(patient, bodies, row, 'SpaceUsage', (size) => size + 3);
      return { kind: 'catalogRow', table: tableOf(bodies, row)!.table.name };
    },
  },
  {
    name: 'moves a fixed column in the record',
    hurt: (patient, bodies, random) => {
      const row = userRow(patient, bodies, random, 2, ({ id }) => id > 1 && id < 128);
      const table = row && tableOf(bodies, row)?.table;
      if (!row || !table?.columns.some(({ fid }) => fid === row.id)) return undefined;
      if (!table.columns.some(({ fid }) => fid === row.id - 1)) return undefined;
      setField(patient, bodies, row, 'RecordOffset', (offset) => offset - 1);
      return { kind: 'catalogRow', table: table.name };
    },
  },
  {
    name: 'gives a column of numbers a code page',
    hurt: (patient, bodies, random) => {
      const row = userRow(patient, bodies, random, 2, ({ id }) => id < 128);
      const column = row && tableOf(bodies, row)?.table.columns.find(({ fid }) => fid === row.id);
      if (!row || !column || column.coltyp === 10) return undefined;
      setField(patient, bodies, row, 'PagesOrLocale', () => 1200);
      return { kind: 'catalogRow' };
    },
  },
  {
    name: 'knows a kind of row that does not exist',
    hurt: (patient, bodies, random) => {
      const row = userRow(patient, bodies, random, 2, ({ id }) => id > 255);
      if (!row) return undefined;
      setField(patient, bodies, row, 'Type', () => 9);
      return { kind: 'catalogRow', table: 'MSysObjects' };
    },
  },
  {
    name: 'loses the table of its columns',
    hurt: (patient, bodies, random) => {
      const row = userRow(patient, bodies, random, 1);
      if (!row) return undefined;
      for (const catalog of [main, shadow]) {
        const place = rowsOf(patient, bodies, catalog).find(
          ({ objid, type }) => objid === row.objid && type === 1,
        );
        if (place) patient.removeNode(place.page, place.iline);
      }
      return { kind: 'catalogRow', table: 'MSysObjects' };
    },
  },
  {
    name: 'loses an object in MSysObjids',
    hurt: (patient, bodies, random) => {
      const page = bodies.find(({ table }) => table.name === 'MSysObjids')?.leaves[0];
      if (page === undefined) return undefined;
      patient.removeNode(page, random.below(patient.page(page).clines));
      return { kind: 'objectId', table: 'MSysObjids' };
    },
  },
  {
    name: 'has an object of another type in MSysObjids',
    hurt: (patient, bodies, random) => {
      const page = bodies.find(({ table }) => table.name === 'MSysObjids')?.leaves[0];
      if (page === undefined) return undefined;
      const iline = random.below(patient.page(page).clines);
      patient.editData(page, iline, (data) => (data[data.length - 2]! ^= 6));
      return { kind: 'objectId', table: 'MSysObjids' };
    },
  },
  {
    name: 'gives two trees one object id',
    hurt: (patient, bodies, random) => {
      const row = userRow(patient, bodies, random, 3, isSecondary);
      const other = bodies.find(
        ({ index, objid, table }) => index && row && objid !== row.id && table.objidFDP !== row.objid,
      );
      if (!row || !other) return undefined;
      setField(patient, bodies, row, 'Id', () => other.objid);
      return { kind: 'objectId' };
    },
  },
];
