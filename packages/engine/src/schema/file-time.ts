import { logTimeMilliseconds, type LogTime } from '@esekit/core';

/** Milliseconds between 1601, where a FILETIME begins, and 1970. */
const millisecondsTo1970 = 11_644_473_600_000n;

/** A time as a FILETIME: units of 100 nanoseconds since 1601. */
export function fileTimeOf(time: LogTime): bigint {
  return (BigInt(logTimeMilliseconds(time)) + millisecondsTo1970) * 10_000n;
}
