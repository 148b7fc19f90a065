import { formatLgpos, type BackupInfo, type Lgpos, type Signature } from '@esekit/core';
import { isLgpos, isLogTime, timeJson } from './json';
import { printable } from './printable';

/**
 * The lines of a header for a person. Values that are made of several fields of their own get one line
 * for each, named `outer.inner`.
 */
export function headerFields(header: Readonly<Record<string, unknown>>): [string, string][] {
  return Object.entries(header).flatMap(([name, value]) => linesOf(name, value));
}

function linesOf(name: string, value: unknown): [string, string][] {
  const line = oneLine(value);
  if (line !== undefined) return [[name, line]];
  if (Array.isArray(value)) {
    if (value.length === 0) return [[name, '-']];
    return value.flatMap((element, i) => linesOf(`${name}[${i}]`, element));
  }
  return Object.entries(value as object).flatMap(([inner, member]) => linesOf(`${name}.${inner}`, member));
}

/** Numbers, positions, times and signatures in one line, `-` for what is not set. */
function oneLine(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return numberText(value);
  if (typeof value === 'string') return printable(value) || '-';
  if (typeof value !== 'object' || value === null) return String(value);
  if ('genLow' in value) return backupText(value as BackupInfo);
  if ('random' in value) return signatureText(value as Signature);
  if (isLgpos(value)) return lgposText(value);
  if (isLogTime(value)) return timeText(value);
  return undefined;
}

/** Decimal, and hexadecimal where the two differ. */
function numberText(value: number | bigint): string {
  return value < 10 ? String(value) : `${value} (0x${value.toString(16)})`;
}

function lgposText(lgpos: Lgpos): string {
  return lgpos.lGeneration === 0 && lgpos.isec === 0 && lgpos.ib === 0 ? '-' : formatLgpos(lgpos);
}

function timeText(time: BackupInfo['logtimeMark']): string {
  const json = timeJson(time);
  if (json === null) return '-';
  return typeof json === 'string' ? json : `no time: ${json.raw}`;
}

function backupText(info: BackupInfo): string {
  const { genLow, genHigh, lgposMark, logtimeMark } = info;
  if (genLow === 0 && genHigh === 0 && timeJson(logtimeMark) === null) return '-';
  return `generations ${genLow}-${genHigh}, mark ${lgposText(lgposMark)} at ${timeText(logtimeMark)}`;
}

function signatureText({ random, time, computerName }: Signature): string {
  if (random === 0 && timeJson(time) === null) return '-';
  return `${random} created ${timeText(time)}${computerName ? ` on ${printable(computerName)}` : ''}`;
}
