/**
 * A number as C prints it with `%.<precision>g`: that many significant digits of its exact value, ties to the
 * even digit, no trailing zeros.
 */
export function formatGeneral(value: number, precision: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  if (value === 0) return `${sign}0`;
  const { digits, exponent } = rounded(exactDigits(Math.abs(value)), precision);
  const significant = digits.replace(/0+$/, '');
  const text =
    exponent < -4 || exponent >= precision ? scientific(significant, exponent) : fixed(significant, exponent);
  return sign + text;
}

/** `digits` with the point behind the first one, times ten to the power of `exponent`. */
interface Decimal {
  readonly digits: string;
  readonly exponent: number;
}

const view = new DataView(new ArrayBuffer(8));

/** All digits of a finite, positive number. */
function exactDigits(value: number): Decimal {
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const biased = Number(bits >> 52n);
  const fraction = bits & 0xfffffffffffffn;
  const mantissa = biased === 0 ? fraction : fraction | 0x10000000000000n;
  const power = Math.max(biased, 1) - 1075;
  const digits =
    power >= 0 ? (mantissa << BigInt(power)).toString() : (mantissa * 5n ** BigInt(-power)).toString();
  return { digits, exponent: digits.length - 1 + Math.min(power, 0) };
}

function rounded({ digits, exponent }: Decimal, precision: number): Decimal {
  if (digits.length <= precision) return { digits, exponent };
  const kept = digits.slice(0, precision);
  const next = digits.charCodeAt(precision) - 48;
  const isOdd = (kept.charCodeAt(precision - 1) & 1) === 1;
  const hasMore = /[1-9]/.test(digits.slice(precision + 1));
  if (next < 5 || (next === 5 && !hasMore && !isOdd)) return { digits: kept, exponent };
  const up = (BigInt(kept) + 1n).toString();
  return { digits: up, exponent: exponent + up.length - kept.length };
}

function scientific(digits: string, exponent: number): string {
  const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
  const power = String(Math.abs(exponent)).padStart(2, '0');
  return `${digits[0] ?? ''}${fraction}e${exponent < 0 ? '-' : '+'}${power}`;
}

function fixed(digits: string, exponent: number): string {
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  const fraction = digits.slice(exponent + 1);
  return fraction === '' ? whole : `${whole}.${fraction}`;
}
