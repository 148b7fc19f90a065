import { pageFlag, tagIb, writeTag, tagCb } from '@esekit/pages';
import type { Random } from '@esekit/testkit';
import { u32, u32Bytes, type Body } from '../fixture/anatomy';
import type { Patient } from '../fixture/patient';
import { pickOf, type Diagnosis, type Verb } from '../fixture/verb';

/** A pointer of an inner page. */
interface Pointer {
  readonly body: Body;
  readonly page: number;
  readonly iline: number;
  readonly child: number;
}

function anyPointer(patient: Patient, bodies: readonly Body[], random: Random): Pointer | undefined {
  const body = pickOf(
    bodies.filter(({ inner, leaves }) => inner.length > 0 && leaves.length > 1),
    random,
  );
  if (!body) return undefined;
  const page = random.pick(body.inner);
  const nodes = patient.nodes(page);
  const iline = random.below(nodes.length);
  return { body, page, iline, child: u32(nodes[iline]!.data) };
}

/** Lets a pointer lead to another page. */
function redirect(patient: Patient, { page, iline }: Pointer, target: number): void {
  patient.setData(page, iline, u32Bytes(target));
}

/** Swaps two neighbouring nodes: lines stay, their tags change places. */
function swapNodes(patient: Patient, page: number, iline: number): void {
  patient.change(page, (view) => {
    const [a, b] = [iline + view.ctagReserved, iline + 1 + view.ctagReserved];
    const [ibA, cbA, ibB, cbB] = [tagIb(view, a), tagCb(view, a), tagIb(view, b), tagCb(view, b)];
    const words = [a, b].map((itag) => view.u16(view.pageSize - 4 * (itag + 1) + 2));
    if (view.isLarge) {
      writeTag(view, a, ibB, cbB);
      writeTag(view, b, ibA, cbA);
      return;
    }
    const flags = words.map((word) => word & 0xe000);
    writeTag(view, a, ibB, cbB);
    writeTag(view, b, ibA, cbA);
    view.setU16(view.pageSize - 4 * (a + 1) + 2, flags[1]! | ibB);
    view.setU16(view.pageSize - 4 * (b + 1) + 2, flags[0]! | ibA);
  });
}

function leafWith(
  bodies: readonly Body[],
  patient: Patient,
  random: Random,
  nodes: number,
): number | undefined {
  return pickOf(
    bodies.flatMap(({ leaves }) => leaves).filter((page) => patient.page(page).clines >= nodes),
    random,
  );
}

const grown = (bodies: readonly Body[]): Body[] => bodies.filter(({ leaves }) => leaves.length > 1);

function hurtSibling(
  patient: Patient,
  bodies: readonly Body[],
  random: Random,
  side: 'pgnoPrev' | 'pgnoNext',
): Diagnosis | undefined {
  const body = pickOf(grown(bodies), random);
  if (!body) return undefined;
  const page = random.pick(body.leaves);
  const wrong = random.pick(
    [0, page, body.root, patient.pageCount + 7].filter((x) => x !== patient.page(page)[side]),
  );
  patient.change(page, (view) => (view[side] = wrong));
  return { kind: 'siblingLink', page };
}

/** Injuries of trees: pointers, order, links, levels (03 §8). */
export const treeVerbs: readonly Verb[] = [
  {
    name: 'swaps two nodes of a leaf',
    hurt: (patient, bodies, random) => {
      const page = leafWith(bodies, patient, random, 3);
      if (page === undefined) return undefined;
      swapNodes(patient, page, random.below(patient.page(page).clines - 1));
      return { kind: 'keyOrder', page };
    },
  },
  {
    name: 'repeats a key where keys are unique',
    hurt: (patient, bodies, random) => {
      const unique = bodies.filter(({ index, entry }) => entry.kind === 'table' || index?.isUnique);
      const page = leafWith(unique, patient, random, 3);
      if (page === undefined) return undefined;
      const nodes = patient.nodes(page);
      const { iline, key, data } = nodes[random.below(nodes.length - 1)]!;
      if (patient.page(page).cbFree < key.length + data.length + 6) return undefined;
      patient.insertNode(page, iline, key, data);
      return { kind: 'keyOrder', page };
    },
  },
  {
    name: 'lets a pointer lead nowhere',
    hurt: (patient, bodies, random) => {
      const pointer = anyPointer(patient, bodies, random);
      if (!pointer) return undefined;
      redirect(patient, pointer, random.pick([0, patient.pageCount + 1, 0x7fffffff]));
      return { kind: 'pointer', page: pointer.page };
    },
  },
  {
    name: 'lets a pointer lead to a page of the same tree',
    hurt: (patient, bodies, random) => {
      const pointer = anyPointer(patient, bodies, random);
      if (!pointer) return undefined;
      const { body, child } = pointer;
      redirect(patient, pointer, random.pick([body.root, ...body.leaves].filter((page) => page !== child)));
      return { kind: 'pointer' };
    },
  },
  {
    name: 'lets a pointer lead to a page of another tree',
    hurt: (patient, bodies, random) => {
      const pointer = anyPointer(patient, bodies, random);
      if (!pointer) return undefined;
      const page = random.pick(bodies.filter(({ objid }) => objid !== pointer.body.objid)).root;
      redirect(patient, pointer, page);
      return { kind: 'foreignPage', page };
    },
  },
  {
    name: 'gives a page to another object',
    hurt: (patient, bodies, random) => {
      const body = pickOf(grown(bodies), random);
      if (!body) return undefined;
      const page = random.pick(body.leaves);
      patient.change(page, (view) => (view.objidFDP += 1));
      return { kind: 'foreignPage', page };
    },
  },
  {
    name: 'breaks the link to the right neighbour',
    hurt: (patient, bodies, random) => hurtSibling(patient, bodies, random, 'pgnoNext'),
  },
  {
    name: 'breaks the link to the left neighbour',
    hurt: (patient, bodies, random) => hurtSibling(patient, bodies, random, 'pgnoPrev'),
  },
  {
    name: 'gives an inner page a neighbour',
    hurt: (patient, bodies, random) => {
      const body = pickOf(grown(bodies), random);
      if (!body) return undefined;
      const page = random.pick(body.inner);
      patient.change(page, (view) => (view.pgnoNext = body.leaves[0]!));
      return { kind: 'siblingLink', page };
    },
  },
  {
    name: 'makes a leaf of another kind',
    hurt: (patient, bodies, random) => {
      const body = pickOf(grown(bodies), random);
      if (!body) return undefined;
      const page = random.pick(body.leaves);
      patient.change(page, (view) => {
        view.flags ^= view.hasFlag(pageFlag.longValue) ? pageFlag.longValue : pageFlag.index;
      });
      return { kind: 'pageFlags', page };
    },
  },
  {
    name: 'forgets that a page is the parent of leaves',
    hurt: (patient, bodies, random) => {
      const pages = grown(bodies).flatMap(({ inner }) => inner);
      const page = pickOf(
        pages.filter((pgno) => patient.page(pgno).hasFlag(pageFlag.parentOfLeaf)),
        random,
      );
      if (page === undefined) return undefined;
      patient.change(page, (view) => (view.flags &= ~pageFlag.parentOfLeaf));
      return { kind: 'treeLevel' };
    },
  },
  {
    name: 'moves a separator into the keys below it',
    hurt: (patient, bodies, random) => {
      const body = pickOf(grown(bodies), random);
      if (!body) return undefined;
      // Everything below it lies behind a separator that is as little as can be.
      patient.editSuffix(body.root, 0, (suffix) => suffix.fill(0));
      return { kind: 'separator' };
    },
  },
  {
    name: 'gives the right edge a key',
    hurt: (patient, bodies, random) => {
      const body = pickOf(grown(bodies), random);
      if (!body) return undefined;
      const nodes = patient.nodes(body.root);
      const last = nodes.at(-1)!;
      patient.removeNode(body.root, last.iline);
      patient.insertNode(body.root, last.iline, Uint8Array.of(0xff, 0xff, 0xff, 0xff), last.data);
      return { kind: 'separator', page: body.root };
    },
  },
  {
    name: 'deletes a pointer by flag',
    hurt: (patient, bodies, random) => {
      const pointer = anyPointer(patient, bodies, random);
      if (!pointer) return undefined;
      patient.change(pointer.page, (view) => {
        const itag = pointer.iline + view.ctagReserved;
        if (view.isLarge) view.bytes[view.dataStart + tagIb(view, itag) + 1]! |= 0x40;
        else view.bytes[view.start + view.pageSize - 4 * (itag + 1) + 3]! |= 0x40;
      });
      return { kind: 'node', page: pointer.page };
    },
  },
  {
    name: 'takes all nodes from a leaf',
    hurt: (patient, bodies, random) => {
      const body = pickOf(grown(bodies), random);
      if (!body) return undefined;
      const page = random.pick(body.leaves);
      for (let n = patient.page(page).clines; n > 0; n--) patient.removeNode(page, n - 1);
      return { kind: 'node', page };
    },
  },
  {
    name: 'lets a tree take its space from another one',
    hurt: (patient, bodies, random) => {
      const body = random.pick(bodies);
      patient.editTagZero(body.root, (view) => view.setUint32(spaceStart(view) + 4, body.root + 1, true));
      return { kind: 'rootHeader', page: body.root };
    },
  },
  {
    name: 'forgets in a root whether keys are unique',
    hurt: (patient, bodies, random) => {
      const body = random.pick(bodies);
      patient.editTagZero(body.root, (view) => {
        const at = spaceStart(view) + 8;
        view.setUint32(at, view.getUint32(at, true) ^ 2, true);
      });
      return { kind: 'rootHeader', page: body.root };
    },
  },
];

/** The extended form has a byte of field bits in front (03 §3.1). */
export function spaceStart(tagZero: DataView): number {
  return tagZero.byteLength === 16 ? 0 : 1;
}
