import { setTimeout as wait } from 'node:timers/promises';
import { JetError } from '@esekit/core';
import {
  JET_bit,
  JET_ColInfo,
  JET_Move,
  JET_prep,
  JetBeginTransaction,
  JetCommitTransaction,
  JetGetTableColumnInfo,
  JetMove,
  JetPrepareUpdate,
  JetRetrieveColumn,
  JetSetColumn,
  JetUpdate,
  type JET_COLUMNDEF,
  type JetRef,
  type JetStatus,
} from '@esekit/jet';
import { encodeInteger } from '../../values/encode-value';
import type { CallRun, TracedCommand } from '../call-run';

const success: JetStatus = { name: 'JET_errSuccess', code: 0 };

function columnidOf({ sesid, tableid }: CallRun, name: string): number {
  const result: JetRef<Required<JET_COLUMNDEF> | null> = { value: null };
  JetGetTableColumnInfo(sesid, tableid, name, result, 56, JET_ColInfo.Default);
  return result.value!.columnid;
}

/** Rows in one transaction of `Fill`, and of `UpdateAll`. */
const rowsOfFill = 100;
const rowsOfUpdate = 50;

/** Inserts rows with numbers from `from` on, and pseudo-random bytes that go on from row to row. */
async function fill(run: CallRun): Promise<JetStatus> {
  const { sesid, tableid, args } = run;
  const [from, n, cb] = [args.number('from'), args.number('n'), args.number('cb')];
  const isInTransactions = !args.has('notx');
  const [id, payload] = [columnidOf(run, 'id'), columnidOf(run, 'p')];
  const bytes = new Uint8Array(cb);
  let x = (Math.imul(from, 2654435761) + 1) | 0;
  for (let i = 0; i < n; i++) {
    if (isInTransactions && i % rowsOfFill === 0) JetBeginTransaction(sesid);
    for (let at = 0; at < cb; at++) {
      x = (Math.imul(x, 1664525) + 1013904223) | 0;
      bytes[at] = x >>> 24;
    }
    JetPrepareUpdate(sesid, tableid, JET_prep.Insert);
    JetSetColumn(sesid, tableid, id, encodeInteger(BigInt(from + i), 4), 4, 0);
    JetSetColumn(sesid, tableid, payload, bytes, cb, 0);
    JetUpdate(sesid, tableid);
    const isLast = i === n - 1 || i % rowsOfFill === rowsOfFill - 1;
    if (isInTransactions && isLast) await JetCommitTransaction(sesid);
  }
  return success;
}

/** Replaces the payload of every row by a character many times. */
async function updateAll(run: CallRun): Promise<JetStatus> {
  const { sesid, tableid, args } = run;
  const bytes = new Uint8Array(args.number('cb')).fill((args.text('ch') ?? 'u').charCodeAt(0));
  const payload = columnidOf(run, 'p');
  let rows = 0;
  for (let move: number = JET_Move.First; movesTo(run, move); move = JET_Move.Next) {
    if (rows % rowsOfUpdate === 0) JetBeginTransaction(sesid);
    JetPrepareUpdate(sesid, tableid, JET_prep.Replace);
    JetSetColumn(sesid, tableid, payload, bytes, bytes.length, 0);
    JetUpdate(sesid, tableid);
    rows++;
    if (rows % rowsOfUpdate === 0) await JetCommitTransaction(sesid, JET_bit.CommitLazyFlush);
  }
  if (rows % rowsOfUpdate !== 0) await JetCommitTransaction(sesid, JET_bit.CommitLazyFlush);
  return success;
}

function movesTo({ sesid, tableid }: CallRun, rows: number): boolean {
  try {
    JetMove(sesid, tableid, rows);
    return true;
  } catch (error) {
    if (JetError.isInstance(error) && error.name === 'JET_errNoCurrentRecord') return false;
    throw error;
  }
}

function count(run: CallRun): JetStatus {
  const { sesid, tableid, out } = run;
  out['rows'] = 0;
  out['idSum'] = 0;
  const id = columnidOf(run, 'id');
  const value = new Uint8Array(4);
  let [rows, idSum] = [0, 0];
  for (let move: number = JET_Move.First; movesTo(run, move); move = JET_Move.Next) {
    JetRetrieveColumn(sesid, tableid, id, value, 4, null, 0);
    out['rows'] = ++rows;
    out['idSum'] = idSum += new DataView(value.buffer).getInt32(0, true);
  }
  return success;
}

async function sleep({ args }: CallRun): Promise<JetStatus> {
  await wait(args.number('ms'));
  return success;
}

export const helperCalls: Readonly<Record<string, TracedCommand>> = {
  Fill: fill,
  UpdateAll: updateAll,
  Count: count,
  Sleep: sleep,
};
