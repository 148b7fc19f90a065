import type { Random } from '@esekit/testkit';
import { u32, u32Bytes, type Body } from '../fixture/anatomy';
import type { Patient } from '../fixture/patient';
import { pickOf, type Verb } from '../fixture/verb';
import { spaceStart } from './tree-verbs';

/** An extent as a space tree has it. */
interface StoredExtent {
  readonly body: Body | undefined;
  readonly page: number;
  readonly iline: number;
  readonly last: number;
  readonly count: number;
}

const pgnoDatabaseAvailable = 3;
const pgnoDatabaseOwned = 2;

function extentsOf(patient: Patient, body: Body | undefined, root: number): StoredExtent[] {
  const isLeaf = (patient.page(root).flags & 2) !== 0;
  if (root === 0 || !isLeaf) return [];
  return patient
    .nodes(root)
    .filter(({ isDeleted, key }) => !isDeleted && key.length === 4)
    .map(({ iline, key, data }) => ({
      body,
      page: root,
      iline,
      last: new DataView(key.buffer).getUint32(0),
      count: u32(data),
    }));
}

const ownedBy = (patient: Patient, bodies: readonly Body[]): StoredExtent[] =>
  bodies.filter(({ ownedRoot }) => ownedRoot > 0).flatMap((body) => extentsOf(patient, body, body.ownedRoot));

const availableTo = (patient: Patient, bodies: readonly Body[]): StoredExtent[] =>
  bodies
    .filter(({ availableRoot }) => availableRoot > 0)
    .flatMap((body) => extentsOf(patient, body, body.availableRoot));

const first = ({ last, count }: StoredExtent): number => last - count + 1;

function resize(patient: Patient, { page, iline }: StoredExtent, count: number): void {
  patient.setData(page, iline, u32Bytes(count));
}

/** A page that would pass as what is left of a tree that is gone is no anonymous leak. */
function isBlank(patient: Patient, pgno: number): boolean {
  return patient.page(pgno).bytes.every((byte) => byte === 0);
}

function setBits(patient: Patient, body: Body, change: (bits: number) => number): void {
  patient.editTagZero(body.root, (view) => {
    const at = spaceStart(view) + 12;
    view.setUint32(at, change(view.getUint32(at, true)) >>> 0, true);
  });
}

function lose(patient: Patient, extents: readonly StoredExtent[], random: Random): StoredExtent | undefined {
  return pickOf(
    extents.filter((extent) => isBlank(patient, first(extent))),
    random,
  );
}

/** Injuries of owned and available extents (04 §10). */
export const spaceVerbs: readonly Verb[] = [
  {
    name: 'loses a page that was available to a tree',
    hurt: (patient, bodies, random) => {
      const extent = lose(patient, availableTo(patient, bodies), random);
      if (!extent) return undefined;
      if (extent.count > 1) resize(patient, extent, extent.count - 1);
      else patient.removeNode(extent.page, extent.iline);
      return { kind: 'spaceLeak', page: first(extent) };
    },
  },
  {
    name: 'loses an extent that was available to the database',
    hurt: (patient, _bodies, random) => {
      const extent = lose(patient, extentsOf(patient, undefined, pgnoDatabaseAvailable), random);
      if (!extent) return undefined;
      patient.removeNode(extent.page, extent.iline);
      return { kind: 'spaceLeak', page: first(extent) };
    },
  },
  {
    name: 'loses a page that a small tree has a bit for',
    hurt: (patient, bodies, random) => {
      const body = pickOf(
        bodies.filter(({ space, ownedRoot }) => ownedRoot === 0 && space.rgbitAvailOrPgnoOE !== 0),
        random,
      );
      if (!body) return undefined;
      let bit = 0;
      while (((body.space.rgbitAvailOrPgnoOE >>> bit) & 1) === 0) bit++;
      if (!isBlank(patient, body.root + 1 + bit)) return undefined;
      setBits(patient, body, (bits) => bits & ~(1 << bit));
      return { kind: 'spaceLeak', page: body.root + 1 + bit };
    },
  },
  {
    name: 'has a page in use available as well',
    hurt: (patient, bodies, random) => {
      const extent = pickOf(
        availableTo(patient, bodies).filter((one) => {
          const before = first(one) - 1;
          return pagesOf(one.body!).includes(before);
        }),
        random,
      );
      if (!extent) return undefined;
      resize(patient, extent, extent.count + 1);
      return { kind: 'usedTwice', page: first(extent) - 1 };
    },
  },
  {
    name: 'has available to the database what a table owns',
    hurt: (patient) => {
      const extent = extentsOf(patient, undefined, pgnoDatabaseAvailable)[0];
      if (!extent) return undefined;
      resize(patient, extent, extent.last - 30);
      return { kind: 'usedTwice' };
    },
  },
  {
    name: 'has a bit for a page in use',
    hurt: (patient, bodies, random) => {
      const child = pickOf(
        bodies.filter((one) => {
          const parent = parentOf(bodies, one);
          return parent?.ownedRoot === 0 && isBit(one.root - parent.root);
        }),
        random,
      );
      const body = child && parentOf(bodies, child);
      if (!child || !body) return undefined;
      const page = child.root;
      setBits(patient, body, (bits) => bits | (1 << (page - body.root - 1)));
      return { kind: 'usedTwice', page };
    },
  },
  {
    name: 'has a bit for a page behind what a small tree owns',
    hurt: (patient, bodies, random) => {
      const body = pickOf(
        bodies.filter(({ ownedRoot, space }) => ownedRoot === 0 && space.cpg < 16),
        random,
      );
      if (!body) return undefined;
      setBits(patient, body, (bits) => bits | (1 << (body.space.cpg - 1)));
      const page = body.root + body.space.cpg;
      return { kind: ownsAny(bodies, body, page) ? 'usedTwice' : 'availableOutside', page };
    },
  },
  {
    name: 'lets two trees own a page',
    hurt: (patient, bodies, random) => {
      const tables = bodies.filter(({ entry }) => entry.kind === 'table');
      const body = pickOf(
        tables.filter(({ ownedRoot, root }) => ownedRoot === 0 && tables.some((other) => other.root > root)),
        random,
      );
      if (!body) return undefined;
      const other = tables.find(({ root }) => root > body.root)!;
      patient.editTagZero(body.root, (view) =>
        view.setUint32(spaceStart(view), other.root - body.root + 1, true),
      );
      return { kind: 'ownedTwice' };
    },
  },
  {
    name: 'lets an extent reach back into another one',
    hurt: (patient, bodies, random) => {
      const extent = pickOf(
        ownedBy(patient, bodies).filter((one, i, all) => i > 0 && all[i - 1]!.body === one.body),
        random,
      );
      if (!extent) return undefined;
      resize(patient, extent, extent.count + (first(extent) - 1));
      return { kind: 'ownedTwice' };
    },
  },
  {
    name: 'lets a tree own pages that its parent does not have',
    hurt: (patient, bodies, random) => {
      const body = pickOf(
        bodies.filter(({ entry, ownedRoot }) => entry.kind !== 'table' && ownedRoot === 0),
        random,
      );
      if (!body) return undefined;
      // The last pages of these files are no table's.
      const count = patient.pageCount - body.root;
      patient.editTagZero(body.root, (view) => view.setUint32(spaceStart(view), count, true));
      return { kind: 'ownedOutside', table: body.table.name };
    },
  },
  {
    name: 'lets the database own more than the file has',
    hurt: (patient) => {
      const extent = extentsOf(patient, undefined, pgnoDatabaseOwned).at(-1);
      if (!extent) return undefined;
      patient.editSuffix(extent.page, extent.iline, (suffix) =>
        new DataView(suffix.buffer, suffix.byteOffset).setUint32(suffix.length - 4, patient.pageCount + 9),
      );
      resize(patient, extent, patient.pageCount + 9 - first(extent) + 1);
      return { kind: 'ownedOutside', page: first(extent) };
    },
  },
  {
    name: 'lets a tree use a page that it does not own',
    hurt: (patient, bodies, random) => {
      const extent = pickOf(
        ownedBy(patient, bodies).filter((one) => {
          const inside = pagesOf(one.body!).filter((page) => page >= first(one) && page <= one.last);
          return one.count > 1 && inside.length > 0;
        }),
        random,
      );
      if (!extent) return undefined;
      patient.removeNode(extent.page, extent.iline);
      return { kind: 'pageNotOwned', table: extent.body!.table.name };
    },
  },
  {
    name: 'writes an extent of the wrong size of data',
    hurt: (patient, bodies, random) => {
      const extent = pickOf([...ownedBy(patient, bodies), ...availableTo(patient, bodies)], random);
      if (!extent) return undefined;
      patient.setData(extent.page, extent.iline, Uint8Array.of(1, 0));
      return { kind: 'spaceNode', page: extent.page };
    },
  },
  {
    name: 'lets a split buffer keep a page in use',
    hurt: (patient, bodies, random) => {
      const body = pickOf(
        bodies.filter(({ ownedRoot }) => ownedRoot > 0),
        random,
      );
      if (!body) return undefined;
      const page = random.pick(pagesOf(body));
      patient.editTagZero(body.ownedRoot, (view) => {
        view.setUint32(0, page, true);
        view.setUint32(4, 1, true);
      });
      return { kind: 'usedTwice', page };
    },
  },
  {
    name: 'lets a split buffer claim what it cannot',
    hurt: (patient, bodies, random) => {
      const body = pickOf(
        bodies.filter(({ ownedRoot }) => ownedRoot > 0),
        random,
      );
      if (!body) return undefined;
      patient.editTagZero(body.availableRoot, (view) => {
        view.setUint32(0, 5, true);
        view.setUint32(4, 9, true);
      });
      return { kind: 'spaceNode' };
    },
  },
];

const pagesOf = ({ inner, leaves }: Body): number[] => [...inner, ...leaves];

const parentOf = (bodies: readonly Body[], { entry }: Body): Body | undefined =>
  bodies.find((body) => body.entry === entry.parent);

const isBit = (distance: number): boolean => distance >= 1 && distance <= 32;

/** Whether the page belongs to a child of the body. */
function ownsAny(bodies: readonly Body[], body: Body, page: number): boolean {
  return bodies.some(({ entry, root }) => entry.parent === body.entry && root === page);
}
