/** Numbers of the documented calls that are no flags. */

/** Offsets of JetMove. */
export const JET_Move = { First: -0x8000_0000, Previous: -1, Next: 1, Last: 0x7fff_ffff } as const;

/** What JetPrepareUpdate prepares (14 §3). */
export const JET_prep = {
  Insert: 0,
  Replace: 2,
  Cancel: 3,
  ReplaceNoLock: 4,
  InsertCopy: 5,
  InsertCopyDeleteOriginal: 7,
  ReadOnlyCopy: 8,
  InsertCopyReplaceOriginal: 9,
  InsertMustSetAutoIncrement: 10,
} as const;

/** Types of columns. */
export const JET_coltyp = {
  Nil: 0,
  Bit: 1,
  UnsignedByte: 2,
  Short: 3,
  Long: 4,
  Currency: 5,
  IEEESingle: 6,
  IEEEDouble: 7,
  DateTime: 8,
  Binary: 9,
  Text: 10,
  LongBinary: 11,
  LongText: 12,
  UnsignedLong: 14,
  LongLong: 15,
  GUID: 16,
  UnsignedShort: 17,
  UnsignedLongLong: 18,
} as const;

/** Levels of JetGetDatabaseInfo and JetGetDatabaseFileInfo (32 §4.5). */
export const JET_DbInfo = {
  Filename: 0,
  Connect: 1,
  Country: 2,
  LCID: 3,
  Cp: 4,
  Collate: 5,
  Options: 6,
  Transactions: 7,
  Version: 8,
  Isam: 9,
  Filesize: 10,
  SpaceOwned: 11,
  SpaceAvailable: 12,
  Upgrade: 13,
  Misc: 14,
  DBInUse: 15,
  PageSize: 17,
  FileType: 19,
  FilesizeOnDisk: 21,
  SplitBuffers: 23,
} as const;

/** States of a database (01 §3.2). */
export const JET_dbstate = {
  JustCreated: 1,
  DirtyShutdown: 2,
  CleanShutdown: 3,
  BeingConverted: 4,
  ForceDetach: 5,
  IncrementalReseedInProgress: 6,
  DirtyAndPatchedShutdown: 7,
} as const;

/** Levels of JetGetInstanceMiscInfo. */
export const JET_InstanceMiscInfo = { LogSignature: 0, Checkpoint: 1 } as const;

/** Levels of JetGetObjectInfo. */
export const JET_ObjInfo = { Default: 0, ListNoStats: 1, List: 2, NoStats: 5 } as const;

/** Kinds of objects. */
export const JET_objtyp = { Nil: 0, Table: 1 } as const;

/** Levels of JetGetTableInfo. */
export const JET_TblInfo = {
  Default: 0,
  Name: 1,
  Dbid: 2,
  SpaceUsage: 7,
  SpaceAlloc: 9,
  SpaceOwned: 10,
  SpaceAvailable: 11,
  TemplateTableName: 12,
  LVChunkMax: 13,
  RetrieveAndReserveAutoIncrement: 15,
} as const;

/** Levels of JetGetTableColumnInfo and JetGetColumnInfo. */
export const JET_ColInfo = {
  Default: 0,
  List: 1,
  Base: 4,
  ListCompact: 5,
  ByColid: 6,
  ListSortColumnid: 7,
  BaseByColid: 8,
} as const;

/** Levels of JetGetTableIndexInfo and JetGetIndexInfo. */
export const JET_IdxInfo = {
  Default: 0,
  List: 1,
  SpaceAlloc: 5,
  LCID: 6,
  Count: 7,
  VarSegMac: 8,
  KeyMost: 10,
  LocaleName: 14,
} as const;

/** Parameters of a session (32 §3). */
export const JET_sesparam = {
  CommitDefault: 4097,
  CommitGenericContext: 4098,
  TransactionLevel: 4099,
  OperationContext: 4100,
  CorrelationID: 4101,
  CachePriority: 4102,
  ClientComponentDesc: 4103,
  ClientActionDesc: 4104,
  ClientActionContextDesc: 4105,
  ClientActivityId: 4106,
  IOSessTraceFlags: 4107,
  IOPriority: 4108,
  CommitContextContainsCustomerData: 4109,
  CommitContextNeedPreCommitCallback: 4110,
} as const;
