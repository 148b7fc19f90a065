import {
  JetDelete,
  JetEscrowUpdate,
  JetGetBookmark,
  JetGetCurrentIndex,
  JetGetLock,
  JetGetRecordPosition,
  JetGotoBookmark,
  JetIndexRecordCount,
  JetMakeKey,
  JetMove,
  JetPrepareUpdate,
  JetRetrieveColumn,
  JetRetrieveKey,
  JetSeek,
  JetSetColumn,
  JetSetCurrentIndex,
  JetSetIndexRange,
  JetUpdate,
  type JET_RECPOS,
  type JetRef,
  type JetStatus,
} from '@esekit/jet';
import { hexOf } from '../../values/literal';
import type { CallRun, TracedCommand } from '../call-run';

/** Buffers of the recorded calls that name no size. */
const cbDefault = 65536;

function setColumn({ sesid, tableid, columnid, args }: CallRun): JetStatus {
  const data = args.bytes('data');
  return JetSetColumn(sesid, tableid, columnid, data, args.cb(data), args.grbit, {
    itagSequence: args.number('tag', 1),
    ibLongValue: args.number('ib'),
  });
}

function retrieveColumn({ sesid, tableid, columnid, args, out }: CallRun): JetStatus {
  const buffer = new Uint8Array(args.number('cb', cbDefault));
  const actual: JetRef<number> = { value: 0 };
  const info = { itagSequence: args.number('tag', 1), ibLongValue: args.number('ib') };
  const status = JetRetrieveColumn(sesid, tableid, columnid, buffer, buffer.length, actual, args.grbit, info);
  out['cbActual'] = actual.value;
  out['data'] = hexOf(buffer.subarray(0, actual.value));
  return status;
}

type Filling = (into: Uint8Array, size: number, actual: JetRef<number>) => JetStatus;

/** A call that fills a buffer of `cb` bytes. The size is given out also when it does not fit. */
function fill({ args, out }: CallRun, member: string, call: Filling): JetStatus {
  const buffer = new Uint8Array(args.number('cb', cbDefault));
  const unset = -1;
  const actual: JetRef<number> = { value: unset };
  try {
    const status = call(buffer, buffer.length, actual);
    out['cbActual'] = actual.value;
    out[member] = hexOf(buffer.subarray(0, actual.value));
    return status;
  } finally {
    if (actual.value !== unset) out['cbActual'] = actual.value;
  }
}

function update({ sesid, tableid, out }: CallRun): JetStatus {
  const buffer = new Uint8Array(cbDefault);
  const actual: JetRef<number> = { value: 0 };
  const status = JetUpdate(sesid, tableid, buffer, buffer.length, actual);
  out['bookmark'] = hexOf(buffer.subarray(0, actual.value));
  return status;
}

function escrowUpdate({ sesid, tableid, columnid, args, out }: CallRun): JetStatus {
  const delta = args.bytes('data');
  const cb = delta?.length ?? 0;
  const old = new Uint8Array(cb);
  const status = JetEscrowUpdate(sesid, tableid, columnid, delta, cb, old, cb, { value: 0 }, args.grbit);
  out['old'] = hexOf(old);
  return status;
}

function currentIndex({ sesid, tableid, out }: CallRun): JetStatus {
  const name: JetRef<string> = { value: '' };
  const status = JetGetCurrentIndex(sesid, tableid, name, cbDefault);
  out['name'] = name.value;
  return status;
}

function recordCount({ sesid, tableid, args, out }: CallRun): JetStatus {
  const count: JetRef<number> = { value: 0 };
  const status = JetIndexRecordCount(sesid, tableid, count, args.number('max'));
  out['count'] = count.value;
  return status;
}

function recordPosition({ sesid, tableid, out }: CallRun): JetStatus {
  const position: JetRef<JET_RECPOS | null> = { value: null };
  const status = JetGetRecordPosition(sesid, tableid, position);
  const { centriesLT, centriesInRange, centriesTotal } = position.value!;
  Object.assign(out, { lt: centriesLT, inrange: centriesInRange, total: centriesTotal });
  return status;
}

function makeKey({ sesid, tableid, args }: CallRun): JetStatus {
  const data = args.bytes('data');
  return JetMakeKey(sesid, tableid, data, args.cb(data), args.grbit);
}

function gotoBookmark({ sesid, tableid, args }: CallRun): JetStatus {
  const bookmark = args.bytes('bookmark');
  return JetGotoBookmark(sesid, tableid, bookmark, bookmark?.length ?? 0);
}

export const recordCalls: Readonly<Record<string, TracedCommand>> = {
  JetPrepareUpdate: ({ sesid, tableid, args }) => JetPrepareUpdate(sesid, tableid, args.number('prep')),
  JetSetColumn: setColumn,
  JetUpdate: update,
  JetDelete: ({ sesid, tableid }) => JetDelete(sesid, tableid),
  JetGetLock: ({ sesid, tableid, args }) => JetGetLock(sesid, tableid, args.grbit),
  JetEscrowUpdate: escrowUpdate,
  JetRetrieveColumn: retrieveColumn,
  JetMove: ({ sesid, tableid, args }) => JetMove(sesid, tableid, args.number('n'), args.grbit),
  JetMakeKey: makeKey,
  JetSeek: ({ sesid, tableid, args }) => JetSeek(sesid, tableid, args.grbit),
  JetSetIndexRange: ({ sesid, tableid, args }) => JetSetIndexRange(sesid, tableid, args.grbit),
  JetSetCurrentIndex: ({ sesid, tableid, args }) => JetSetCurrentIndex(sesid, tableid, args.text('name')),
  JetGetCurrentIndex: currentIndex,
  JetGetBookmark: (run) =>
    fill(run, 'bookmark', (into, size, actual) => JetGetBookmark(run.sesid, run.tableid, into, size, actual)),
  JetRetrieveKey: (run) =>
    fill(run, 'key', (into, size, actual) =>
      JetRetrieveKey(run.sesid, run.tableid, into, size, actual, run.args.grbit),
    ),
  JetGotoBookmark: gotoBookmark,
  JetIndexRecordCount: recordCount,
  JetGetRecordPosition: recordPosition,
};
