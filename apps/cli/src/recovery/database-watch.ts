import { equalSignatures, JetError, type FileSystem, type Signature } from '@esekit/core';
import type { DatabaseLocator } from '@esekit/log';
import type { RecoveredDatabase } from '@esekit/log/recovery';
import {
  databaseStateName,
  expectsTrailer,
  readDatabaseHeader,
  readDatabaseHeaderSync,
  type DatabaseHeader,
  type DatabaseState,
} from '@esekit/pages';

/** One database in the result of `recover` and `restore`. */
export interface DatabaseOutcome {
  readonly path: string;
  readonly stateBefore: DatabaseState | null;
  readonly stateAfter: DatabaseState | null;
  readonly rolledBack: number;
}

/** Remembers which databases a recovery asked for, so that a failure can say what became of them. */
export class DatabaseWatch {
  readonly #before = new Map<string, DatabaseState | null>();
  /** Copies from streaming backups that still have to be completed. */
  readonly backupCopies: string[] = [];

  constructor(
    readonly fs: FileSystem,
    readonly inner: DatabaseLocator,
  ) {}

  readonly locator: DatabaseLocator = {
    locate: (logged) => {
      const path = this.inner.locate(logged);
      if (path !== undefined && !this.#before.has(path)) this.#note(path);
      return path;
    },
  };

  #note(path: string): void {
    const header = headerOfSync(this.fs, path);
    this.#before.set(path, header === undefined ? null : databaseStateName(header.dbstate));
    if (header !== undefined && expectsTrailer(header)) this.backupCopies.push(path);
  }

  /** How the databases are now. */
  async outcomes(): Promise<DatabaseOutcome[]> {
    const outcomes: DatabaseOutcome[] = [];
    for (const [path, stateBefore] of this.#before) {
      const header = await headerOf(this.fs, path);
      const stateAfter = header === undefined ? null : databaseStateName(header.dbstate);
      if (stateBefore !== null || stateAfter !== null) {
        outcomes.push({ path, stateBefore, stateAfter, rolledBack: 0 });
      }
    }
    return outcomes;
  }
}

/** What recovery reports, and the databases of the stream that needed nothing. */
export async function outcomesOf(
  fs: FileSystem,
  recovered: readonly RecoveredDatabase[],
  candidates: readonly string[],
  signLog: Signature | undefined,
): Promise<DatabaseOutcome[]> {
  const outcomes: DatabaseOutcome[] = recovered.map(({ path, stateBefore, stateAfter, rolledBack }) => {
    return { path, stateBefore, stateAfter, rolledBack };
  });
  const known = new Set(outcomes.map(({ path }) => path));
  for (const path of candidates) {
    const header = known.has(path) ? undefined : await headerOf(fs, path);
    if (header === undefined || signLog === undefined || !equalSignatures(header.signLog, signLog)) continue;
    const state = databaseStateName(header.dbstate);
    outcomes.push({ path, stateBefore: state, stateAfter: state, rolledBack: 0 });
  }
  return outcomes;
}

async function headerOf(fs: FileSystem, path: string): Promise<DatabaseHeader | undefined> {
  if ((await fs.stat(path))?.kind !== 'file') return undefined;
  const file = await fs.open(path, 'read');
  try {
    return (await readDatabaseHeader(file)).header;
  } catch (error) {
    if (JetError.isInstance(error)) return undefined;
    throw error;
  } finally {
    await file.close();
  }
}

function headerOfSync(fs: FileSystem, path: string): DatabaseHeader | undefined {
  if (fs.statSync(path)?.kind !== 'file') return undefined;
  const file = fs.openSync(path, 'read');
  try {
    return readDatabaseHeaderSync(file).header;
  } catch (error) {
    if (JetError.isInstance(error)) return undefined;
    throw error;
  } finally {
    file.closeSync();
  }
}
