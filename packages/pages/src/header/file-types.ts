/** File types, the u32 at offset 667 of every ESE file header (01 §8). */
export const fileTypes = [
  'unknown',
  'database',
  'streamingFile',
  'log',
  'checkpoint',
  'temporaryDatabase',
  'trace',
  'flushMap',
  'cachedFile',
  'cachingFile',
  'revertSnapshot',
  'revertSnapshotCheckpoint',
] as const;

export type FileType = (typeof fileTypes)[number];

export const fileTypeNumber = {
  unknown: 0,
  database: 1,
  log: 3,
  checkpoint: 4,
  temporaryDatabase: 5,
  flushMap: 7,
} as const;

/** File types a database header may carry: old engines wrote 0 (01 §6). */
export const databaseFileTypes: readonly number[] = [
  fileTypeNumber.unknown,
  fileTypeNumber.database,
  fileTypeNumber.temporaryDatabase,
];
