export { JetGetSystemParameter, JetSetSystemParameter } from './instances/system-parameters';
export { JetCreateInstance, JetCreateInstance2 } from './instances/create-instance';
export { JetEnableMultiInstance } from './instances/enable-multi-instance';
export { JetInit, JetInit2, JetInit3 } from './instances/init';
export { JetTerm, JetTerm2 } from './instances/term';
export { JetStopService, JetStopServiceInstance, JetStopServiceInstance2 } from './instances/stop-service';
export { JetFreeBuffer, JetGetInstanceInfo, JetGetInstanceMiscInfo } from './instances/instance-info';
export { JetGetErrorInfo } from './instances/error-info';
export {
  JET_cbRSTINFO,
  JET_snp,
  JET_snt,
  type JET_PFNSTATUS,
  type JET_RSTINFO,
  type JET_RSTMAP,
  type JET_SNPROG,
} from './instances/restart-info';

export { JetRestore, JetRestore2, JetRestoreInstance } from './restores/restore';
export {
  JET_cbLOGINFO,
  JetExternalRestore,
  JetExternalRestore2,
  type JET_LOGINFO,
} from './restores/external-restore';

export { JetBeginSession, JetDupSession } from './sessions/begin-session';
export { JetEndSession } from './sessions/end-session';
export { JetResetSessionContext, JetSetSessionContext } from './sessions/session-context';
export { JetGetSessionParameter, JetSetSessionParameter } from './sessions/session-parameters';
export { JetGetSessionInfo } from './sessions/session-info';
export { JetGetVersion, JetIdle } from './sessions/idle';

export {
  JetBeginTransaction,
  JetBeginTransaction2,
  JetBeginTransaction3,
  JetCommitTransaction,
  JetCommitTransaction2,
  JetRollback,
} from './transactions/transactions';

export { JetCreateDatabase, JetCreateDatabase2 } from './databases/create-database';
export { JetAttachDatabase, JetAttachDatabase2 } from './databases/attach-database';
export { JetDetachDatabase, JetDetachDatabase2 } from './databases/detach-database';
export { JetCloseDatabase, JetOpenDatabase } from './databases/open-database';
export { JetGetDatabaseInfo } from './databases/database-info';
export { JetGetDatabaseFileInfo } from './databases/database-file-info';

export {
  JetCreateTable,
  JetCreateTableColumnIndex,
  JetCreateTableColumnIndex2,
  JetCreateTableColumnIndex3,
  JetCreateTableColumnIndex4,
  JetCreateTableColumnIndex5,
} from './tables/create-table';
export { JetCloseTable, JetDupCursor, JetOpenTable } from './tables/open-table';
export { JetDeleteTable, JetRenameTable } from './tables/delete-table';
export { JetGetObjectInfo, type JET_ObjInfoLevel } from './tables/object-info';
export { JetGetTableInfo, type JET_TblInfoLevel } from './tables/table-info';

export { JetAddColumn } from './columns/add-column';
export {
  JetDeleteColumn,
  JetDeleteColumn2,
  JetRenameColumn,
  JetSetColumnDefaultValue,
} from './columns/change-column';
export { JetGetColumnInfo, JetGetTableColumnInfo, type JET_ColInfoLevel } from './columns/column-info';

export {
  JetCreateIndex,
  JetCreateIndex2,
  JetCreateIndex3,
  JetCreateIndex4,
  JetDeleteIndex,
} from './indexes/create-index';
export { JetGetIndexInfo, JetGetTableIndexInfo, type JET_IdxInfoLevel } from './indexes/index-info';

export { JetMove, JetSeek, JetSetIndexRange } from './cursors/navigation';
export { JetMakeKey, JetRetrieveKey } from './cursors/keys';
export {
  JetGetCurrentIndex,
  JetSetCurrentIndex,
  JetSetCurrentIndex2,
  JetSetCurrentIndex3,
  JetSetCurrentIndex4,
} from './cursors/current-index';
export {
  JetGetBookmark,
  JetGetSecondaryIndexBookmark,
  JetGotoBookmark,
  JetGotoSecondaryIndexBookmark,
} from './cursors/bookmarks';
export {
  JetGetRecordPosition,
  JetGotoPosition,
  JetIndexRecordCount,
  JetIntersectIndexes,
} from './cursors/counting';

export { JetRetrieveColumn, JetRetrieveColumns } from './records/retrieve-column';
export { JetEnumerateColumns } from './records/enumerate-columns';
export { JetGetRecordSize, JetGetRecordSize2 } from './records/record-size';

export { JetPrepareUpdate } from './updates/prepare-update';
export { JetSetColumn, JetSetColumns } from './updates/set-column';
export { JetUpdate, JetUpdate2 } from './updates/update';
export { JetDelete, JetGetLock } from './updates/delete';
export { JetEscrowUpdate } from './updates/escrow-update';
