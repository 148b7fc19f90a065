import { formatLgpos, type BackupInfo, type Signature } from '@esekit/core';
import type { DecodedRecord } from '@esekit/log';
import { hexOf, isLgpos, isLogTime, jsonText, timeJson } from '../output/json';
import { printable } from '../output/printable';

/** Bytes of one value that a person is shown; `--json` has all of them. */
const bytesShown = 16;
const typeWidth = 12;

/** A record as one JSON object on a line. */
export function recordJson(record: DecodedRecord): string {
  const { lgpos, type, lrtyp, size } = record;
  const { lgpos: lgposRun, ...others } = shownFields(record);
  // Term and RecoveryQuit have a position of their own under this name: where their run began.
  const named = lgposRun === undefined ? others : { lgposRun, ...others };
  return `${jsonText({ lgpos, type, lrtyp, size, ...named })}\n`;
}

/** A record as a line for a person: `1:a:2f4  Insert  procid=5 dbid=1 …`. */
export function recordText(record: DecodedRecord): string {
  const { lgpos, type } = record;
  const words = Object.entries(shownFields(record)).flatMap(([name, value]) => wordsOf(name, value));
  return (
    `${formatLgpos(lgpos).padEnd(typeWidth)}  ${type.padEnd(typeWidth)}  ${words.join(' ')}`.trimEnd() + '\n'
  );
}

/** All fields, but for the zeros that fill a segment. */
function shownFields({ fields }: DecodedRecord): DecodedRecord['fields'] {
  const { rgb, ...others } = fields;
  return rgb instanceof Uint8Array && rgb.every((byte) => byte === 0) ? others : fields;
}

function wordsOf(name: string, value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [`${name}=${plainText(name, value)}`];
  if (value instanceof Uint8Array) return value.length === 0 ? [] : [`${name}=${bytesText(value)}`];
  if (Array.isArray(value)) return [`${name}=[${value.map(elementText).join(' ')}]`];
  if (isLgpos(value)) return [`${name}=${formatLgpos(value)}`];
  if (isLogTime(value)) return [`${name}=${JSON.stringify(timeJson(value))}`];
  if ('random' in value) return [`${name}=${(value as Signature).random}`];
  if ('genLow' in value) {
    const { lgposMark, genLow, genHigh } = value as BackupInfo;
    return [`${name}=${formatLgpos(lgposMark)}/${genLow}-${genHigh}`];
  }
  return Object.entries(value).flatMap(([inner, member]) => wordsOf(`${name}.${inner}`, member));
}

function plainText(name: string, value: unknown): string {
  if (typeof value === 'string') return `"${printable(value)}"`;
  const isFlags = /Flags$/.test(name) && typeof value === 'number';
  return isFlags ? `0x${value.toString(16)}` : String(value);
}

function elementText(element: unknown): string {
  if (typeof element === 'number') return String(element);
  return Object.entries(element as object)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(',');
}

function bytesText(bytes: Uint8Array): string {
  const shown = hexOf(bytes.subarray(0, bytesShown));
  return bytes.length > bytesShown ? `${shown}…+${bytes.length - bytesShown}` : shown;
}
