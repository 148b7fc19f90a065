import type { Journal } from '@esekit/btree';
import { JetError } from '@esekit/core';

const nothing = (): number => 0;

/** The journal of a database without logs: what a crash leaves of it is worth nothing. */
export const unloggedJournal: Journal = {
  insert: nothing,
  flagInsert: nothing,
  flagInsertAndReplaceData: nothing,
  replace: nothing,
  flagDelete: nothing,
  delete: nothing,
  delta: nothing,
  undoInfo: nothing,
  undo: nothing,
  setExternalHeader: nothing,
  newPage: nothing,
  createSingleExtentFDP: nothing,
  createMultipleExtentFDP: nothing,
  convertFDP: nothing,
  emptyTree: nothing,
  split: nothing,
  merge: nothing,
  extendDatabase: nothing,
  freeFDP: nothing,
  extentFreed: nothing,
};

/** The journal of a database that is attached for reading: whatever wants to change a page is refused here. */
export function refusingJournal(path: string): Journal {
  const refuse = (): number => {
    throw new JetError('JET_errPermissionDenied', `${path} is attached for reading`);
  };
  return {
    ...unloggedJournal,
    ...Object.fromEntries(Object.keys(unloggedJournal).map((name) => [name, refuse])),
  };
}
