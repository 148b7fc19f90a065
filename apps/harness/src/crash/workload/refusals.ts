import type { JetErrorName } from '@esekit/core';

/** What the engine may say to a workload that does not look before it leaps; everything else is a finding. */
export const refusals: ReadonlySet<string> = new Set<JetErrorName>([
  'JET_errWriteConflict',
  'JET_errWriteConflictPrimaryIndex',
  'JET_errKeyDuplicate',
  'JET_errTableInUse',
  'JET_errTableLocked',
  'JET_errTableDuplicate',
  'JET_errObjectNotFound',
  'JET_errColumnDuplicate',
  'JET_errColumnInUse',
  'JET_errColumnNotFound',
  'JET_errIndexDuplicate',
  'JET_errIndexNotFound',
  'JET_errIndexInUse',
  'JET_errRecordNotFound',
  'JET_errRecordDeleted',
  'JET_errNoCurrentRecord',
  'JET_errTransTooDeep',
  'JET_errRecordTooBig',
  'JET_errVersionStoreOutOfMemory',
  'JET_errInvalidOperation',
]);
