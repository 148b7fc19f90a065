import type { JetErrorName } from '@esekit/core';
import type { PageSize } from '../geometry';
import type { DatabaseState } from '../header/database-state';
import type { HeaderCopyState } from '../header/header-copies';
import type { PageDamage } from './diagnose-page';

/** A damaged page of a database; `page` is its number. */
export interface BadPage extends Omit<PageDamage, 'pgno'> {
  readonly page: number;
  readonly beyondOwned: boolean;
}

/** Something wrong with the file as a whole. */
export interface FileProblem {
  readonly error: JetErrorName;
  readonly text: string;
}

/** The result of reading every page of a database. Counts are pages. */
export interface DatabaseVerification {
  readonly path: string;
  readonly type: 'database' | 'backupDatabase';
  /** Nothing wrong; bad pages beyond the owned range of a clean database do not count. */
  readonly ok: boolean;
  readonly pageSize: PageSize;
  readonly state: DatabaseState;
  readonly headers: readonly HeaderCopyState[];
  readonly pages: {
    /** Pages behind the headers, a backup trailer excluded. The counts below cover all of them. */
    readonly inFile: number;
    /** Last page owned by the database root; `null` when its owned-extent tree cannot be read. */
    readonly owned: number | null;
    readonly good: number;
    readonly blank: number;
    readonly bad: number;
    /** Part of `bad`. */
    readonly correctable: number;
  };
  /** The part of the counts that lies beyond the last owned page. */
  readonly beyondOwned: { readonly good: number; readonly blank: number; readonly bad: number };
  /**
   * How far `owned` can be trusted: in a database that was not shut down cleanly the tree on disk may
   * be older than the file.
   */
  readonly ownedRange: 'exact' | 'maybeStale' | 'unknown';
  /** The trailer page of a backup copy. */
  readonly trailer?: 'good' | 'bad';
  readonly bad: readonly BadPage[];
  readonly problems: readonly FileProblem[];
}
