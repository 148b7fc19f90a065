import { formatLgpos, formatLogTime, type Lgpos, type LogTime } from '@esekit/core';
import type { TextOutput } from '../environment';

/** One JSON object on one line, values in the form that the contract of the command line gives them. */
export function printJson(out: TextOutput, value: unknown): void {
  out.write(`${JSON.stringify(jsonValue(value))}\n`);
}

/**
 * The JSON form of a value of the format: positions are `generation:sector:offset`, times ISO 8601,
 * 64-bit integers that a double cannot hold are strings, bytes are hex.
 */
export function jsonValue(value: unknown): unknown {
  if (typeof value === 'bigint') {
    return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value.toString();
  }
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Uint8Array) return Array.from(value, (b) => b.toString(16).padStart(2, '0')).join('');
  if (Array.isArray(value)) return value.map(jsonValue);
  if (isLgpos(value)) return formatLgpos(value);
  if (isLogTime(value)) return formatLogTime(value);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, jsonValue(member)]));
}

function isLgpos(value: object): value is Lgpos {
  return 'lGeneration' in value && 'isec' in value && 'ib' in value;
}

function isLogTime(value: object): value is LogTime {
  return 'low' in value && 'high' in value && Object.keys(value).length === 2;
}
