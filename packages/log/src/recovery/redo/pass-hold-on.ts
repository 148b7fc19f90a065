import type { PageOperation } from './page-operation';

/**
 * Nodes of page `from` have gone to page `to`. Which versions they had is not looked into: until their
 * transactions end, all sessions that hold pages hold this one too.
 */
export function passHoldOn({ database, sessions }: PageOperation, from: number, to: number): void {
  const { heldPages, dbid } = database;
  if (heldPages === undefined || !heldPages.has(from)) return;
  for (const session of sessions) {
    if (session === undefined || session.versions.held === 0) continue;
    session.holdPage(dbid, to);
    heldPages.hold(to);
  }
}
