import { LiveCursor, type LiveTree } from '../../../src/live';
import type { Session } from '../../../src/transactions';
import type { LiveHost } from './live-host';

/** What the engine does around a change of one record: a level of its own (24 §3), at level 0 a transaction (14 §1). */
export function inLevel<T>(session: Session, change: () => T): T {
  session.beginInternal();
  let result: T;
  try {
    result = change();
  } catch (error) {
    session.rollback();
    throw error;
  }
  session.commit();
  return result;
}

/** All that a session sees of a tree, forwards or backwards. */
export function scan(
  tree: LiveTree,
  session: Session,
  isBackwards = false,
): { key: Uint8Array; data: Uint8Array }[] {
  const cursor = new LiveCursor(tree, session);
  const found: { key: Uint8Array; data: Uint8Array }[] = [];
  while (isBackwards ? cursor.previous() : cursor.next()) {
    found.push({ key: cursor.key().slice(), data: cursor.data().slice() });
  }
  return isBackwards ? found.reverse() : found;
}

/** Does something in a transaction of its own session, and commits it. */
export function committed(host: LiveHost, act: (session: Session) => void): void {
  const session = host.transactions.openSession(true);
  session.begin();
  act(session);
  session.commit();
  session.end();
  host.log.flush();
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export function bytesOf(text: string): Uint8Array {
  return encoder.encode(text);
}

export function textOf(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}
