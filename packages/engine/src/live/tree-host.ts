import type { PageAllocator, WritableDatabase } from '@esekit/btree';
import type { Transactions } from '../transactions';
import type { VersionStore } from '../transactions/version-store';

/** What trees know of the database that they are part of. */
export interface TreeHost {
  readonly dbid: number;
  readonly database: WritableDatabase;
  readonly allocator: PageAllocator;
  readonly versions: VersionStore;
  readonly transactions: Transactions;
  /** Throws when nothing may be changed: after a failed write, and in a database that is only read. */
  requireWritable(): void;
}
