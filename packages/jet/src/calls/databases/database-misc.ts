import type { DatabaseHeader } from '@esekit/pages';
import type { JET_DBINFOMISC } from '../../structures/instances';

/** Bit of DbFlags: the catalog has no shadow (01 §4). */
const shadowingOff = 0x1;

/** A header as the level Misc of JetGetDatabaseInfo and JetGetDatabaseFileInfo gives it. */
export function databaseMisc(header: DatabaseHeader): JET_DBINFOMISC {
  return {
    ulVersion: header.ulVersion,
    ulUpdate: header.ulDaeUpdateMajor,
    signDb: header.signDb,
    dbstate: header.dbstate,
    lgposConsistent: header.lgposConsistent,
    logtimeConsistent: header.logtimeConsistent,
    logtimeAttach: header.logtimeAttach,
    lgposAttach: header.lgposAttach,
    logtimeDetach: header.logtimeDetach,
    lgposDetach: header.lgposDetach,
    signLog: header.signLog,
    bkinfoFullPrev: header.bkinfoFullPrev,
    bkinfoIncPrev: header.bkinfoIncPrev,
    bkinfoFullCur: header.bkinfoFullCur,
    bkinfoCopyPrev: header.bkinfoCopyPrev,
    bkinfoDiffPrev: header.bkinfoDiffPrev,
    cbPageSize: header.cbPageSize,
    genMinRequired: header.lGenMinRequired,
    genMaxRequired: header.lGenMaxRequired,
    genCommitted: header.lGenMaxCommitted,
    logtimeGenMaxCreate: header.logtimeGenMaxCreate,
    fShadowingDisabled: header.DbFlags & shadowingOff,
    ulRepairCount: header.ulRepairCount,
  };
}
