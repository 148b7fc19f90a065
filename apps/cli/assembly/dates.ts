/** Dates as ISO 8601, the bytes that src/export/plain-values.ts writes of what the engine decodes. */
import { padded, round } from './numbers';

const DAY: f64 = 86_400_000;
/** 1899-12-30, in milliseconds since 1970: day 0 of OLE dates. */
const OLE_EPOCH: f64 = -2_209_161_600_000;
/** 1601-01-01: tick 0 of FILETIME. */
const FILE_TIME_EPOCH: i64 = -11_644_473_600_000;
/** 9999-12-31. */
const FILE_TIME_MOST: i64 = 2_650_467_743_999_999_999;

/** The 8 bytes of a date: an OLE date or a FILETIME; 0 when they are neither. */
export function date(to: usize, from: usize): usize {
  const days = load<f64>(from);
  if (days == 0 || (abs(days) >= 1e-9 && days >= -657_434 && days < 2_958_466)) {
    const whole = trunc(days);
    return timestamp(to, <i64>(OLE_EPOCH + (whole * DAY + round(abs(days - whole) * DAY))), 0);
  }
  const ticks = load<i64>(from);
  if (ticks <= 0 || ticks > FILE_TIME_MOST) return 0;
  return timestamp(to, FILE_TIME_EPOCH + ticks / 10_000, <u32>(ticks % 10_000));
}

function timestamp(to: usize, milliseconds: i64, ticks: u32): usize {
  let day = milliseconds / 86_400_000;
  let ofDay = <i32>(milliseconds - day * 86_400_000);
  if (ofDay < 0) {
    ofDay += 86_400_000;
    day--;
  }
  to = calendarDay(to, <u32>(<i32>day + 719_468));
  store<u8>(to, 0x54);
  to = padded(to + 1, ofDay / 3_600_000, 2);
  store<u8>(to, 0x3a);
  to = padded(to + 1, (ofDay / 60_000) % 60, 2);
  store<u8>(to, 0x3a);
  to = padded(to + 1, (ofDay / 1000) % 60, 2);
  store<u8>(to, 0x2e);
  to = padded(to + 1, ofDay % 1000, 3);
  if (ticks != 0) to = padded(to, ticks, 4);
  store<u8>(to, 0x5a);
  return to + 1;
}

/** A day of the Gregorian calendar, counted from 0000-03-01: none of the dates above is older. */
function calendarDay(to: usize, days: u32): usize {
  const era = days / 146_097;
  const ofEra = days - era * 146_097;
  const yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365;
  const ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
  const monthFromMarch = (5 * ofYear + 2) / 153;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  to = padded(to, era * 400 + yearOfEra + (month <= 2 ? 1 : 0), 4);
  store<u8>(to, 0x2d);
  to = padded(to + 1, month, 2);
  store<u8>(to, 0x2d);
  return padded(to + 1, ofYear - (153 * monthFromMarch + 2) / 5 + 1, 2);
}
