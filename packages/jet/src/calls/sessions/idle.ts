import { session } from '../../instances/entry';
import { success, type JET_SESID, type JetRef, type JetStatus } from '../../status';

/** What the log files of this format name the engine as: 8.4000.130.280 (20 §3). */
const version = 4000;

/**
 * Does what is left to be done in the background: versions that nobody needs are cleaned up.
 *
 * @param grbit not looked at
 */
export function JetIdle(sesid: JET_SESID, grbit: number): JetStatus {
  void grbit;
  session(sesid).engine.instance.idle();
  return success;
}

/** The version of the engine. */
export function JetGetVersion(sesid: JET_SESID, pwVersion: JetRef<number>): JetStatus {
  session(sesid);
  pwVersion.value = version;
  return success;
}
