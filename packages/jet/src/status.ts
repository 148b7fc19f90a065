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
  return { name, code: errorInfoByName(name).code };
}

export const success: JetStatus = statusOf('JET_errSuccess');

/** A variable that a call reads and writes, as the documented calls do through a pointer. */
export interface JetRef<T> {
  value: T;
}

/** Handle of an instance. */
export type JET_INSTANCE = number;

/** No instance. 0 means the same to every call. */
export const JET_instanceNil: JET_INSTANCE = 0xffffffff;

/** Handle of a session; there are none yet. */
export type JET_SESID = number;

export const JET_sesidNil: JET_SESID = 0xffffffff;

export function isNil(handle: JET_INSTANCE): boolean {
  return handle === 0 || handle === JET_instanceNil;
}
