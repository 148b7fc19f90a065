import { toHex } from '../../../src/check/problem';
import { IndexKeys } from '../../../src/check/index-keys';
import type { Random } from '@esekit/testkit';
import type { Body } from '../fixture/anatomy';
import type { Node, Patient } from '../fixture/patient';
import { fixedValues, storedRecords } from '../fixture/records';
import { pickOf, type Verb } from '../fixture/verb';

interface Entry extends Node {
  readonly body: Body;
  readonly page: number;
}

/** An entry of a secondary index whose keys can be made, on a page that has more of them. */
function anyEntry(
  patient: Patient,
  bodies: readonly Body[],
  random: Random,
  accepts: (entry: Entry) => boolean = () => true,
): Entry | undefined {
  const entries = bodies
    .filter(({ index }) => index && new IndexKeys(index).obstacle === undefined)
    .filter(({ table }) => table.objidFDP > 7)
    .flatMap((body) =>
      body.leaves
        .filter((page) => patient.page(page).clines > 2)
        .flatMap((page) => patient.nodes(page).map((node) => ({ ...node, body, page }))),
    )
    .filter((entry) => !entry.isDeleted && accepts(entry));
  return pickOf(entries, random);
}

const place = ({ body }: Entry): { table: string } => ({ table: body.table.name });

/** Injuries of secondary indexes, and of the records below them (13). */
export const indexVerbs: readonly Verb[] = [
  {
    name: 'loses an entry',
    hurt: (patient, bodies, random) => {
      const entry = anyEntry(patient, bodies, random);
      if (!entry) return undefined;
      patient.removeNode(entry.page, entry.iline);
      return { kind: 'indexEntryMissing', ...place(entry), key: toHex(entry.key) };
    },
  },
  {
    name: 'keeps an entry without its record',
    hurt: (patient, bodies, random) => {
      const entry = anyEntry(patient, bodies, random);
      const record =
        entry &&
        storedRecords(patient, bodies).find(
          ({ body, key, page }) =>
            body.table === entry.body.table &&
            toHex(key) === toHex(entry.data) &&
            patient.page(page).clines > 2,
        );
      if (!entry || !record) return undefined;
      patient.removeNode(record.page, record.iline);
      return { kind: 'indexEntryOrphan', ...place(entry), page: entry.page, key: toHex(entry.key) };
    },
  },
  {
    name: 'has an entry that leads nowhere',
    hurt: (patient, bodies, random) => {
      const entry = anyEntry(patient, bodies, random, ({ body }) => body.index!.isUnique);
      if (!entry) return undefined;
      patient.editData(entry.page, entry.iline, (data) => (data[data.length - 1]! ^= 0x80));
      return { kind: 'indexEntryOrphan', ...place(entry), page: entry.page, key: toHex(entry.key) };
    },
  },
  {
    name: 'has an entry with another key',
    hurt: (patient, bodies, random) => {
      const entry = anyEntry(patient, bodies, random, ({ suffixSize, iline, page, body }) => {
        const isLast = iline === patient.page(page).clines - 1;
        return suffixSize > 1 && isLast && body.leaves.length === 1;
      });
      if (!entry) return undefined;
      patient.editSuffix(entry.page, entry.iline, (suffix) => (suffix[suffix.length - 1] = 0xfe));
      return { kind: 'indexEntryWrong', ...place(entry), page: entry.page };
    },
  },
  {
    name: 'has an entry too many',
    hurt: (patient, bodies, random) => {
      const entry = anyEntry(patient, bodies, random, ({ iline, page, body, key, data }) => {
        const view = patient.page(page);
        const isLast = iline === view.clines - 1 && body.leaves.at(-1) === page;
        return isLast && view.cbFree > key.length + data.length + 8;
      });
      if (!entry) return undefined;
      const key = Uint8Array.of(...entry.key, 0x01);
      patient.insertNode(entry.page, entry.iline + 1, key, entry.data);
      return { kind: 'indexEntryWrong', ...place(entry), page: entry.page, key: toHex(key) };
    },
  },
  {
    name: 'does not know that a record has changed',
    hurt: (patient, bodies, random) => {
      const value = pickOf(
        fixedValues(storedRecords(patient, bodies)).filter(({ record, column }) => {
          const has = (index: (typeof record.body.table.indexes)[number]): boolean =>
            index.segments.some(
              (segment) => segment.column.fid === column.fid && segment.column.kind === 'fixed',
            );
          const { indexes } = record.body.table;
          return (
            column.coltyp === 4 &&
            !indexes.some((index) => index.isPrimary && has(index)) &&
            indexes.some(
              (index) => !index.isPrimary && has(index) && new IndexKeys(index).obstacle === undefined,
            )
          );
        }),
        random,
      );
      if (!value) return undefined;
      const { record, start } = value;
      patient.editData(record.page, record.iline, (data) => (data[start + 1]! ^= 0x55));
      return { kind: 'indexEntryWrong', table: record.body.table.name };
    },
  },
  {
    name: 'loses an entry of an index that sorts in its own way',
    hurt: (patient, bodies, random) => {
      const body = pickOf(
        bodies.filter(({ index, leaves }) => {
          const keys = index && new IndexKeys(index);
          return keys?.isSingle && index?.sortVersion && patient.page(leaves[0]!).clines > 2;
        }),
        random,
      );
      const node = body && patient.nodes(body.leaves[0]!).find(({ isDeleted }) => !isDeleted);
      if (!body || !node) return undefined;
      forgetSortVersion(patient, bodies, body);
      patient.removeNode(body.leaves[0]!, node.iline);
      return { kind: 'indexEntryMissing', table: body.table.name };
    },
  },
];

/** Lets the catalog and its shadow tell of a sort version that is not known. */
function forgetSortVersion(patient: Patient, bodies: readonly Body[], { index }: Body): void {
  const version = toHex(index!.sortVersion!);
  for (const { leaves } of bodies.filter(({ objid }) => objid === 2 || objid === 3)) {
    for (const page of leaves) {
      for (const { iline, data } of patient.nodes(page)) {
        const at = toHex(data).indexOf(version) / 2;
        const id = data[10]! | (data[11]! << 8);
        if (at > 0 && data[8] === 3 && id === index!.objidFDP) {
          patient.editData(page, iline, (bytes) => bytes.fill(0x77, at, at + 8));
        }
      }
    }
  }
}
