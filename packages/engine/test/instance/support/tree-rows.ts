import { Tree } from '@esekit/btree';
import type { EngineDatabase, EngineSession } from '../../../src/instance';
import { LiveCursor, LiveTree } from '../../../src/live';

/** A tree of its own in a database, for tests that need no table. */
export class TreeRows {
  constructor(
    readonly database: EngineDatabase,
    readonly tree: LiveTree,
  ) {}

  static create(session: EngineSession, database: EngineDatabase): TreeRows {
    const objidFDP = database.nextObjid();
    const pgnoFDP = session.atomically(() =>
      database.space.createTree(session.session, {
        parent: new Tree({ source: database.buffer, pgnoFDP: 1, objidFDP: 1, label: 'root' }),
        objidFDP,
        cpg: 1,
        isMultiple: false,
        kind: 'table',
        isUnique: true,
      }),
    );
    // Space has no versions, so nothing waits for it.
    database.instance.flushNow();
    return TreeRows.at(database, pgnoFDP, objidFDP);
  }

  static at(database: EngineDatabase, pgnoFDP: number, objidFDP: number): TreeRows {
    return new TreeRows(database, new LiveTree(database, { pgnoFDP, objidFDP, label: 'rows' }));
  }

  insert(session: EngineSession, from: number, count: number, cb = 20): void {
    for (let n = from; n < from + count; n++) {
      session.atomically(() => {
        this.tree.insert(session.session, key(n), new Uint8Array(cb).fill(n));
      });
    }
  }

  replace(session: EngineSession, n: number, cb: number): void {
    session.atomically(() => {
      this.tree.replace(session.session, key(n), new Uint8Array(cb).fill(0xee));
    });
  }

  remove(session: EngineSession, n: number): void {
    session.atomically(() => {
      this.tree.flagDelete(session.session, key(n));
    });
  }

  /** Bytes of data by key, as the session sees them. */
  sizes(session: EngineSession): Map<number, number> {
    const cursor = new LiveCursor(this.tree, session.session);
    const sizes = new Map<number, number>();
    for (let found = cursor.first(); found; found = cursor.next()) {
      sizes.set(new DataView(cursor.key().slice().buffer).getUint32(0), cursor.data().length);
    }
    return sizes;
  }

  /** Keys that the session sees. */
  keys(session: EngineSession): number[] {
    const cursor = new LiveCursor(this.tree, session.session);
    const keys: number[] = [];
    for (let found = cursor.first(); found; found = cursor.next()) {
      keys.push(new DataView(cursor.key().slice().buffer).getUint32(0));
    }
    return keys;
  }
}

export function key(n: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, n);
  return bytes;
}

export function range(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => from + i);
}
