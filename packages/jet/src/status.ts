import { errorInfoByName, type JetErrorName } from '@esekit/core';

/**
 * What every call returns: JET_errSuccess or a warning. Errors are thrown as `JetError` and never returned;
 * what a call gives out besides stands in the {@link JetRef} it was handed.
 */
export interface JetStatus {
  readonly name: JetErrorName;
  /** 0, or the positive number of the warning. */
  readonly code: number;
}

export function statusOf(name: JetErrorName): JetStatus {
  return name === 'JET_errSuccess' ? success : { name, code: errorInfoByName(name).code };
}

export const success: JetStatus = { name: 'JET_errSuccess', code: 0 };

/** A variable that a call reads and writes, as the documented calls do through a pointer. */
export interface JetRef<T> {
  value: T;
}

/** Handle of an instance. */
export type JET_INSTANCE = number;

/** No instance. 0 means the same to every call. */
export const JET_instanceNil: JET_INSTANCE = 0xffffffff;

/** Handle of a session. */
export type JET_SESID = number;

export const JET_sesidNil: JET_SESID = 0xffffffff;

/** Handle of a database; the same in every session that has it open. */
export type JET_DBID = number;

export const JET_dbidNil: JET_DBID = 0xffffffff;

/** Handle of a cursor. */
export type JET_TABLEID = number;

export const JET_tableidNil: JET_TABLEID = 0xffffffff;

/** Number of a column in its table; that of an inherited one has bit 31 (11 §1). */
export type JET_COLUMNID = number;

export function isNil(handle: JET_INSTANCE): boolean {
  return handle === 0 || handle === JET_instanceNil;
}
