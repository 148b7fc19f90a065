import { formatLgpos, formatLogTime } from '@esekit/core';
import type { BackupInfo, Lgpos, LogTime, Signature } from '@esekit/core';
import { jsonValue } from './json';

/** A header field for a person: positions, times and signatures in one line, `-` for what is not set. */
export function fieldText(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'bigint') return numberText(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if ('genLow' in value) return backupText(value as BackupInfo);
  if ('random' in value) return signatureText(value as Signature);
  if ('isec' in value) return (value as Lgpos).lGeneration === 0 ? '-' : formatLgpos(value as Lgpos);
  if ('low' in value) return formatLogTime(value as LogTime) ?? '-';
  return JSON.stringify(jsonValue(value));
}

/** Decimal, and hexadecimal where the two differ. */
function numberText(value: number | bigint): string {
  return value < 10 ? String(value) : `${value} (0x${value.toString(16)})`;
}

function backupText(info: BackupInfo): string {
  if (info.genLow === 0 && info.genHigh === 0 && formatLogTime(info.logtimeMark) === null) return '-';
  const mark = `${formatLgpos(info.lgposMark)} at ${formatLogTime(info.logtimeMark) ?? '-'}`;
  return `generations ${info.genLow}-${info.genHigh}, mark ${mark}`;
}

function signatureText(signature: Signature): string {
  const time = formatLogTime(signature.time);
  if (signature.random === 0 && time === null) return '-';
  return `${signature.random} created ${time ?? '-'}${signature.computerName ? ` on ${signature.computerName}` : ''}`;
}
