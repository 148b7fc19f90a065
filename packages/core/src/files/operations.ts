/** Everything that can be asked of a {@link FileSystem} or a {@link File}, each by one name. */
export const fileOperations = [
  'open',
  'stat',
  'readDirectory',
  'createDirectory',
  'rename',
  'removeFile',
  'removeDirectory',
  'syncDirectory',
  'size',
  'read',
  'write',
  'truncate',
  'sync',
  'lock',
  'unlock',
  'close',
] as const;

export type FileOperation = (typeof fileOperations)[number];
