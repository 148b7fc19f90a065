import { pageFlag } from '@esekit/pages';
import type { Body } from '../fixture/anatomy';
import type { Patient } from '../fixture/patient';
import { pickOf, type Verb } from '../fixture/verb';

const pagesOf = (body: Body): number[] => [...body.inner, ...body.leaves];

function anyPage(bodies: readonly Body[], random: Parameters<Verb['hurt']>[2]): number {
  return random.pick(bodies.flatMap(pagesOf));
}

/** Injuries of single pages, whatever tree they belong to. */
export const pageVerbs: readonly Verb[] = [
  {
    name: 'scratches a page, so that its checksum is wrong',
    hurt: (patient, bodies, random) => {
      const page = anyPage(bodies, random);
      patient.scratch(page, 96 + random.below(patient.pageSize - 128));
      return { kind: 'pageDamaged', page };
    },
  },
  {
    name: 'blanks a page that is in use',
    hurt: (patient, bodies, random) => {
      const page = anyPage(bodies, random);
      patient.page(page).bytes.fill(0);
      return { kind: 'pageDamaged', page };
    },
  },
  {
    name: 'puts a page at the place of another one',
    hurt: (patient, bodies, random) => {
      const [page, other] = [anyPage(bodies, random), anyPage(bodies, random)];
      if (page === other) return undefined;
      patient.page(page).bytes.set(patient.page(other).bytes);
      return { kind: 'pageDamaged', page };
    },
  },
  {
    name: 'counts the free bytes of a page wrong',
    hurt: (patient, bodies, random) => {
      const page = anyPage(bodies, random);
      patient.change(page, (view) => {
        view.cbFree += view.cbFree > 0 ? -1 : 1;
        if (view.cbUncommittedFree > view.cbFree) view.cbUncommittedFree = view.cbFree;
      });
      return { kind: 'pageStructure', page };
    },
  },
  {
    name: 'gives a page more tags than it has lines',
    hurt: (patient, bodies, random) => {
      const page = anyPage(bodies, random);
      patient.change(page, (view) => (view.itagMicFree += 2));
      return { kind: 'pageStructure', page };
    },
  },
  {
    name: 'makes a page newer than the header',
    hurt: (patient, bodies, random) => {
      const page = anyPage(bodies, random);
      patient.change(page, (view) => (view.dbtime += 1_000_000n));
      return { kind: 'dbtime', page };
    },
  },
  {
    name: 'calls a page in use empty',
    hurt: (patient, bodies, random) => hurtLeaf(patient, bodies, random, pageFlag.empty),
  },
  {
    name: 'calls a leaf a root',
    hurt: (patient, bodies, random) => hurtLeaf(patient, bodies, random, pageFlag.root),
  },
];

function hurtLeaf(
  patient: Patient,
  bodies: readonly Body[],
  random: Parameters<Verb['hurt']>[2],
  flag: number,
): ReturnType<Verb['hurt']> {
  const page = pickOf(
    bodies.filter(({ inner }) => inner.length > 0).flatMap(({ leaves }) => leaves),
    random,
  );
  if (page === undefined) return undefined;
  patient.change(page, (view) => (view.flags |= flag));
  return { kind: 'pageFlags', page };
}
