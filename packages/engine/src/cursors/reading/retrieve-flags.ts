/** Flags of JetRetrieveColumn (11 §7). */
export const retrieveFlag = {
  copy: 0x1,
  fromIndex: 0x2,
  fromPrimaryBookmark: 0x4,
  tag: 0x8,
  null: 0x10,
  ignoreDefault: 0x20,
  longId: 0x40,
  longValueRefCount: 0x80,
  tuple: 0x800,
  physicalSize: 0x1_0000,
} as const;

/** Not errors: what a successful retrieve has to say. */
export type RetrieveWarning =
  | 'JET_wrnColumnNull'
  | 'JET_wrnBufferTruncated'
  | 'JET_wrnSeparateLongValue'
  | 'JET_wrnColumnSetNull'
  | undefined;
