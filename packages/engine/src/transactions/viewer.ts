import type { Transaction, Version } from './version';

/** What a session looks at the versions of others with. */
export interface Viewer {
  /** Its own; `undefined` at level 0. */
  readonly transaction: Transaction | undefined;
  /** It sees what committed with a smaller stamp: its trxBegin0, at level 0 everything committed. */
  readonly snapshot: number;
}

/** Whether a version is of another session and either not committed or too late for the viewer (14 §2.2). */
export function isActiveFor(version: Version, viewer: Viewer): boolean {
  const { transaction } = version;
  return transaction !== viewer.transaction && transaction.trxCommit0 >= viewer.snapshot;
}
