import { changeBits } from './constants/change-bits';
import { cursorBits } from './constants/cursor-bits';
import { databaseBits } from './constants/database-bits';
import { instanceBits } from './constants/instance-bits';
import { schemaBits } from './constants/schema-bits';

/**
 * The flags of the documented calls, by the names behind `JET_bit`. A name belongs to one family of calls, so all of
 * them stand in one object.
 */
export const JET_bit = {
  ...instanceBits,
  ...databaseBits,
  ...schemaBits,
  ...cursorBits,
  ...changeBits,
} as const;

/** Flags of JetInit that are refused: what they ask for is not there. */
const unavailable =
  instanceBits.ExternalRecoveryControl |
  instanceBits.KeepDbAttachedAtEndOfRecovery |
  instanceBits.ReplayInferCheckpointFromRstmapDbs;

export function asksForUnavailable(grbit: number): boolean {
  return (grbit & unavailable) !== 0;
}

/** Whether a flag is given. */
export function hasBit(grbit: number, name: keyof typeof JET_bit): boolean {
  return (grbit & JET_bit[name]) !== 0;
}
