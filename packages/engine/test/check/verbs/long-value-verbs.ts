import { toHex } from '../../../src/check/problem';
import type { Random } from '@esekit/testkit';
import { u32, u32Bytes, type Body } from '../fixture/anatomy';
import type { Node, Patient } from '../fixture/patient';
import { references, storedRecords } from '../fixture/records';
import { pickOf, type Verb } from '../fixture/verb';

interface LongValueNode extends Node {
  readonly body: Body;
  readonly page: number;
  readonly kind: 'root' | 'chunk';
}

function nodesOf(patient: Patient, bodies: readonly Body[], kind: LongValueNode['kind']): LongValueNode[] {
  return bodies
    .filter(({ entry }) => entry.kind === 'long values')
    .flatMap((body) =>
      body.leaves.flatMap((page) =>
        patient.nodes(page).map((node) => ({ ...node, body, page, kind: kindOf(node.key) })),
      ),
    )
    .filter((node) => node.kind === kind && !node.isDeleted && patient.page(node.page).clines > 1);
}

function kindOf(key: Uint8Array): LongValueNode['kind'] {
  const isWide = (key[0]! & 0x80) !== 0;
  return key.length === (isWide ? 8 : 4) ? 'root' : 'chunk';
}

/** A value that exactly one record refers to. */
function usedRoot(patient: Patient, bodies: readonly Body[], random: Random): LongValueNode | undefined {
  return pickOf(
    nodesOf(patient, bodies, 'root').filter(({ data }) => u32(data) === 1),
    random,
  );
}

const place = ({ body }: LongValueNode): { table: string } => ({ table: body.table.name });

/** Injuries of long values (12 §8). */
export const longValueVerbs: readonly Verb[] = [
  {
    name: 'loses a chunk',
    hurt: (patient, bodies, random) => {
      const chunk = pickOf(nodesOf(patient, bodies, 'chunk'), random);
      if (!chunk) return undefined;
      patient.removeNode(chunk.page, chunk.iline);
      return { kind: 'longValueChunk', ...place(chunk) };
    },
  },
  {
    name: 'has a chunk at the wrong offset',
    hurt: (patient, bodies, random) => {
      const chunk = pickOf(
        nodesOf(patient, bodies, 'chunk').filter(({ suffixSize }) => suffixSize > 0),
        random,
      );
      if (!chunk) return undefined;
      patient.editSuffix(chunk.page, chunk.iline, (suffix) => (suffix[suffix.length - 1]! ^= 1));
      return { kind: 'longValueChunk', ...place(chunk) };
    },
  },
  {
    name: 'has a chunk that is too long',
    hurt: (patient, bodies, random) => {
      const chunk = pickOf(
        nodesOf(patient, bodies, 'chunk').filter(
          ({ page, data }) => patient.page(page).cbFree > 3 && data.length > 20,
        ),
        random,
      );
      const root =
        chunk &&
        nodesOf(patient, bodies, 'root').find(({ key, body }) => {
          return body === chunk.body && toHex(chunk.key).startsWith(toHex(key));
        });
      if (!chunk || !root || u32(root.data, 4) !== chunk.data.length) return undefined;
      patient.setData(chunk.page, chunk.iline, Uint8Array.of(...chunk.data, 7));
      return { kind: 'longValueChunk', ...place(chunk), page: chunk.page };
    },
  },
  {
    name: 'claims a size that its chunks do not have',
    hurt: (patient, bodies, random) => {
      const root = usedRoot(patient, bodies, random);
      if (!root) return undefined;
      patient.editData(root.page, root.iline, (data) => data.set(u32Bytes(u32(data, 4) + 50_000), 4));
      return { kind: 'longValueChunk', ...place(root), key: toHex(root.key) };
    },
  },
  {
    name: 'loses the root of a value',
    hurt: (patient, bodies, random) => {
      const root = usedRoot(patient, bodies, random);
      if (!root) return undefined;
      patient.removeNode(root.page, root.iline);
      return { kind: 'longValueMissing', ...place(root) };
    },
  },
  {
    name: 'has chunks without a root',
    hurt: (patient, bodies, random) => {
      const root = usedRoot(patient, bodies, random);
      if (!root || u32(root.data, 4) === 0) return undefined;
      patient.removeNode(root.page, root.iline);
      return { kind: 'longValueChunk', ...place(root) };
    },
  },
  {
    name: 'counts fewer references than there are',
    hurt: (patient, bodies, random) => {
      const root = usedRoot(patient, bodies, random);
      if (!root) return undefined;
      patient.editData(root.page, root.iline, (data) => data.set(u32Bytes(0)));
      return { kind: 'longValueReferences', ...place(root), key: toHex(root.key) };
    },
  },
  {
    name: 'counts more references than there are',
    hurt: (patient, bodies, random) => {
      const root = usedRoot(patient, bodies, random);
      if (!root) return undefined;
      patient.editData(root.page, root.iline, (data) => data.set(u32Bytes(3)));
      return { kind: 'longValueReferences', ...place(root), page: root.page, key: toHex(root.key) };
    },
  },
  {
    name: 'is what no record refers to any more',
    hurt: (patient, bodies, random) => {
      const reference = pickOf(references(storedRecords(patient, bodies)), random);
      if (!reference || patient.page(reference.record.page).clines < 3) return undefined;
      patient.removeNode(reference.record.page, reference.record.iline);
      return { kind: 'longValueOrphan', table: reference.record.body.table.name, key: toHex(reference.lid) };
    },
  },
  {
    name: 'is not there for the record that refers to it',
    hurt: (patient, bodies, random) => {
      const reference = pickOf(references(storedRecords(patient, bodies)), random);
      if (!reference) return undefined;
      const { record, start } = reference;
      patient.editData(record.page, record.iline, (data) => (data[start + 2]! ^= 0x3c));
      return {
        kind: 'longValueMissing',
        table: record.body.table.name,
        page: record.page,
        key: toHex(record.key),
      };
    },
  },
];
