import type { DigestName } from '../digest/digest';

export const manifestFormat = 'esekit-backup';
export const manifestVersion = 1;

/** What a file of the set is. */
export type SetFileType = 'database' | 'log' | 'checkpoint' | 'flushMap';

/** Header facts of a database, so that a set can be judged without opening its files. */
export interface DatabaseFacts {
  readonly state: string;
  readonly pageSize: number;
  /** `0x620,290,600` */
  readonly formatVersion: string;
  /** Pages in the file, headers excluded. */
  readonly pages: number;
  /** Last page the database owns. */
  readonly ownedPages: number;
  /** dbtimeDirtied, decimal. */
  readonly dbtime: string;
  /** `random@time`, as {@link signatureText} writes it. */
  readonly signDb: string;
  readonly signLog: string;
}

export interface ManifestFile {
  /** Plain name inside the set. */
  readonly name: string;
  readonly type: SetFileType;
  readonly bytes: number;
  /** Lower-case hex, by the manifest's `digest`. */
  readonly digest: string;
  readonly database?: DatabaseFacts;
}

/** What is in a backup set, and how to prove it. */
export interface Manifest {
  readonly format: typeof manifestFormat;
  readonly version: typeof manifestVersion;
  /** `false` from the beginning of a backup until everything in it is durable. */
  readonly complete: boolean;
  readonly kind: 'full';
  /** `name version` of what made the set. */
  readonly tool: string;
  /** ISO 8601 UTC. */
  readonly created: string;
  readonly digest: DigestName;
  readonly files: readonly ManifestFile[];
}
