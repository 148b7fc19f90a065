import type { Verb } from '../fixture/verb';

/** Injuries of the database header (01 §6.2). */
export const headerVerbs: readonly Verb[] = [
  {
    name: 'lets the copies of the header differ',
    hurt: (patient) => {
      patient.changeHeader({ ulExtendCount: 77 }, 'shadow');
      return { kind: 'header' };
    },
  },
  {
    name: 'damages the second copy of the header',
    hurt: (patient) => {
      patient.bytes[patient.pageSize + 30]! ^= 0x5a;
      return { kind: 'header' };
    },
  },
  {
    name: 'lets a clean database need logs',
    hurt: (patient) => {
      patient.changeHeader({ lGenMinRequired: 3, lGenMaxRequired: 4, lGenMaxCommitted: 4 });
      return { kind: 'header' };
    },
  },
  {
    name: 'forgets object ids that were given',
    hurt: (patient) => {
      patient.changeHeader({ objidLast: 7 });
      return { kind: 'objectId' };
    },
  },
  {
    name: 'turns the clock of the header back',
    hurt: (patient) => {
      patient.changeHeader({ dbtimeDirtied: 0x50n });
      return { kind: 'dbtime' };
    },
  },
];
