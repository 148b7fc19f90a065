/**
 * A time as the engine stores it (LOGTIME and JET_BKLOGTIME, 01 §3.2): 8 bytes.
 *
 * | off | bits | field                                              |
 * |-----|------|----------------------------------------------------|
 * | 0-5 | 8 each | seconds, minutes, hours, day, month 1-12, year - 1900 |
 * | 6   | 0    | 1 = UTC, 0 = local time of the writing machine     |
 * | 6   | 1-7  | milliseconds, low 7 bits                           |
 * | 7   | 0    | the backup was an operating-system snapshot        |
 * | 7   | 1-3  | milliseconds, high 3 bits                          |
 * | 7   | 4-7  | unused, may hold garbage                           |
 *
 * The raw bytes are kept because equality of signatures and log files is decided on them, garbage
 * included.
 */
export interface LogTime {
  /** The 8 bytes as two little-endian words: what equality compares and what is written back. */
  readonly low: number;
  readonly high: number;
}

export const logTimeSize = 8;

/** All zero: "not set". */
export const logTimeNone: LogTime = { low: 0, high: 0 };

export interface LogTimeParts {
  readonly seconds: number;
  readonly minutes: number;
  readonly hours: number;
  readonly day: number;
  /** 1 to 12. */
  readonly month: number;
  /** Full year. */
  readonly year: number;
  readonly milliseconds: number;
  readonly isUtc: boolean;
  readonly isOSSnapshot: boolean;
}

export function readLogTime(view: DataView, offset: number): LogTime {
  return { low: view.getUint32(offset, true), high: view.getUint32(offset + 4, true) };
}

export function writeLogTime(view: DataView, offset: number, time: LogTime): void {
  view.setUint32(offset, time.low, true);
  view.setUint32(offset + 4, time.high, true);
}

/** A time is set when its year byte is not 0. */
export function isLogTimeSet(time: LogTime): boolean {
  return ((time.high >>> 8) & 0xff) !== 0;
}

/** Raw equality, as the engine compares them. */
export function equalLogTimes(a: LogTime, b: LogTime): boolean {
  return a.low === b.low && a.high === b.high;
}

export function logTimeParts(time: LogTime): LogTimeParts {
  const flags = (time.high >>> 16) & 0xff;
  const more = time.high >>> 24;
  return {
    seconds: time.low & 0xff,
    minutes: (time.low >>> 8) & 0xff,
    hours: (time.low >>> 16) & 0xff,
    day: time.low >>> 24,
    month: time.high & 0xff,
    year: 1900 + ((time.high >>> 8) & 0xff),
    milliseconds: (flags >>> 1) | (((more >>> 1) & 7) << 7),
    isUtc: (flags & 1) === 1,
    isOSSnapshot: (more & 1) === 1,
  };
}

/** The UTC form that current engines write. */
export function logTimeFromDate(date: Date): LogTime {
  const ms = date.getUTCMilliseconds();
  const flags = 1 | ((ms & 0x7f) << 1);
  const more = (ms >>> 7) << 1;
  return {
    low:
      (date.getUTCSeconds() |
        (date.getUTCMinutes() << 8) |
        (date.getUTCHours() << 16) |
        (date.getUTCDate() << 24)) >>>
      0,
    high:
      ((date.getUTCMonth() + 1) | ((date.getUTCFullYear() - 1900) << 8) | (flags << 16) | (more << 24)) >>> 0,
  };
}

/**
 * ISO 8601; with `Z` when the time is UTC, without a zone when it is a local time of an unknown
 * machine; `null` when it is not set.
 */
export function formatLogTime(time: LogTime): string | null {
  if (!isLogTimeSet(time)) return null;
  const t = logTimeParts(time);
  const two = (n: number): string => String(n).padStart(2, '0');
  const day = `${t.year}-${two(t.month)}-${two(t.day)}`;
  const clock = `${two(t.hours)}:${two(t.minutes)}:${two(t.seconds)}.${String(t.milliseconds).padStart(3, '0')}`;
  return `${day}T${clock}${t.isUtc ? 'Z' : ''}`;
}

/** Milliseconds since 1970, local times of unknown machines taken as UTC; for order, not for equality. */
export function logTimeMilliseconds(time: LogTime): number {
  const t = logTimeParts(time);
  return Date.UTC(t.year, t.month - 1, t.day, t.hours, t.minutes, t.seconds, t.milliseconds);
}
