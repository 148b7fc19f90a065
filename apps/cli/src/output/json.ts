import type { TextOutput } from '../environment';

/** One JSON object on one line. 64-bit integers that a double cannot hold become strings. */
export function printJson(out: TextOutput, value: unknown): void {
  out.write(`${JSON.stringify(value, (_, member: unknown) => plainInteger(member))}\n`);
}

function plainInteger(value: unknown): unknown {
  if (typeof value !== 'bigint') return value;
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value.toString();
}
