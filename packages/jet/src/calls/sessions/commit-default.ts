import { JetError } from '@esekit/core';
import { JET_sesparam } from '../../constants/numbers';
import { JET_bit } from '../../grbits';
import type { JetSession } from '../../instances/jet-session';

/**
 * What the commits of a session do that do not say it themselves.
 *
 * @throws JET_errInvalidParameter for unknown flags
 */
export function setCommitDefault({ engine, parameters }: JetSession, grbit: number): void {
  const { CommitLazyFlush, WaitLastLevel0Commit, WaitAllLevel0Commit, ForceNewLog } = JET_bit;
  const known = CommitLazyFlush | WaitLastLevel0Commit | WaitAllLevel0Commit | ForceNewLog;
  if ((grbit & ~known) !== 0) {
    throw new JetError('JET_errInvalidParameter', `${grbit} is no combination of commit flags`);
  }
  engine.isLazyByDefault = (grbit & CommitLazyFlush) !== 0;
  parameters.set(JET_sesparam.CommitDefault, grbit);
}
