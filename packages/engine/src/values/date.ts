const millisecondsPerDay = 86_400_000;

/** 1899-12-30, day 0 of OLE dates. */
const oleEpoch = Date.UTC(1899, 11, 30);
const oleDaysLeast = -657_434;
const oleDaysMost = 2_958_466;

/** Less than a millisecond: bits that are such a small number were not meant as an OLE date. */
const oleDaysSmallest = 1e-9;

/** 1601-01-01, tick 0 of FILETIME. */
const fileTimeEpoch = Date.UTC(1601, 0, 1);
const ticksPerMillisecond = 10_000n;

/** 9999-12-31 as FILETIME. */
const fileTimeMost = 2_650_467_743_999_999_999n;

/** A point in time with the 100-nanosecond ticks that a Date cannot hold. */
export interface StoredDate {
  readonly milliseconds: number;
  /** 0 to 9999, below the milliseconds. */
  readonly ticks: number;
}

/**
 * The 8 bytes of a DateTime column. By convention they are an OLE date (a double, days since
 * 1899-12-30), but many Windows components store a FILETIME there (11 §2). The two cannot be mixed up:
 * a FILETIME of any year read as a double is far smaller than a millisecond, and an OLE date read as a
 * FILETIME lies beyond the year 9999.
 *
 * @returns `undefined` when the bits are no date of either kind
 */
export function decodeDate(view: DataView, at: number): StoredDate | undefined {
  const days = view.getFloat64(at, true);
  if (days === 0 || (Math.abs(days) >= oleDaysSmallest && days >= oleDaysLeast && days < oleDaysMost)) {
    return { milliseconds: oleEpoch + oleMilliseconds(days), ticks: 0 };
  }
  const ticks = view.getBigInt64(at, true);
  if (ticks <= 0n || ticks > fileTimeMost) return undefined;
  return {
    milliseconds: fileTimeEpoch + Number(ticks / ticksPerMillisecond),
    ticks: Number(ticks % ticksPerMillisecond),
  };
}

/** Before day 0 the fraction still counts forward: -1.25 is six hours into day -1. */
function oleMilliseconds(days: number): number {
  const whole = Math.trunc(days);
  const fraction = Math.abs(days - whole);
  return whole * millisecondsPerDay + Math.round(fraction * millisecondsPerDay);
}

/** ISO 8601 UTC; four more digits where the ticks need them. */
export function formatStoredDate({ milliseconds, ticks }: StoredDate): string {
  const text = new Date(milliseconds).toISOString();
  return ticks === 0 ? text : `${text.slice(0, -1)}${String(ticks).padStart(4, '0')}Z`;
}
