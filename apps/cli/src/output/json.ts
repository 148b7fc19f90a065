import { formatLgpos, formatLogTime, logTimeParts, type Lgpos, type LogTime } from '@esekit/core';
import type { TextOutput } from '../environment';
import { terminalControls } from './printable';

/** One JSON object on one line, values in the form that the contract of the command line gives them. */
export function printJson(out: TextOutput, value: unknown): void {
  out.write(`${jsonText(value)}\n`);
}

export function jsonText(value: unknown): string {
  const text = JSON.stringify(jsonValue(value));
  // JSON leaves these as they are, and names from a file could steer a terminal with them.
  return text.replace(terminalControls, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/**
 * The JSON form of a value of the format: positions are `generation:sector:offset`, times ISO 8601,
 * 64-bit integers that a double cannot hold are strings, bytes are hex.
 */
export function jsonValue(value: unknown): unknown {
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value.toString();
  }
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Uint8Array) return hexOf(value);
  if (Array.isArray(value)) return value.map(jsonValue);
  if (isLgpos(value)) return formatLgpos(value);
  if (isLogTime(value)) return timeJson(value);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, jsonValue(member)]));
}

/**
 * A time: ISO 8601, `null` when it is not set, and the stored bits where they are no date. A program
 * that reads the output must never meet a text of the form of a date that is none.
 */
export function timeJson(time: LogTime): string | { readonly raw: string } | null {
  const text = formatLogTime(time);
  if (text === null) return null;
  const { year, month, day, hours, minutes, seconds, milliseconds } = logTimeParts(time);
  const date = new Date(Date.UTC(year, month - 1, day, hours, minutes, seconds, milliseconds));
  // A date that does not exist comes back as another one, with a part that has moved.
  if (date.toISOString() === `${text.replace(/Z$/, '')}Z`) return text;
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, time.low, true);
  view.setUint32(4, time.high, true);
  return { raw: hexOf(bytes) };
}

export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');
}

export function isLgpos(value: object): value is Lgpos {
  return 'lGeneration' in value && 'isec' in value && 'ib' in value && Object.keys(value).length === 3;
}

export function isLogTime(value: object): value is LogTime {
  return 'low' in value && 'high' in value && Object.keys(value).length === 2;
}
