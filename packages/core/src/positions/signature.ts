import {
  equalLogTimes,
  isLogTimeSet,
  logTimeNone,
  readLogTime,
  writeLogTime,
  type LogTime,
} from './log-time';

/**
 * What identifies a database, a log stream or a flush map (SIGNATURE, 01 §3.3): 28 bytes, all zero
 * when not set.
 *
 * | off | size | field                                                     |
 * |-----|------|-----------------------------------------------------------|
 * | 0   | 4    | random number                                             |
 * | 4   | 8    | LOGTIME of creation                                       |
 * | 12  | 16   | computer name, zero padded; zero from current engines     |
 */
export interface Signature {
  readonly random: number;
  readonly time: LogTime;
  /** One character per byte (ISO 8859-1), so that the raw bytes survive. */
  readonly computerName: string;
}

export const signatureSize = 28;
const nameOffset = 12;
const nameSize = 16;

export const signatureNone: Signature = { random: 0, time: logTimeNone, computerName: '' };

export function readSignature(view: DataView, offset: number): Signature {
  let end = nameSize;
  while (end > 0 && view.getUint8(offset + nameOffset + end - 1) === 0) end--;
  let computerName = '';
  for (let i = 0; i < end; i++) computerName += String.fromCharCode(view.getUint8(offset + nameOffset + i));
  return { random: view.getUint32(offset, true), time: readLogTime(view, offset + 4), computerName };
}

export function writeSignature(view: DataView, offset: number, signature: Signature): void {
  view.setUint32(offset, signature.random, true);
  writeLogTime(view, offset + 4, signature.time);
  for (let i = 0; i < nameSize; i++) {
    view.setUint8(offset + nameOffset + i, signature.computerName.charCodeAt(i) || 0);
  }
}

/** Equality of all 28 bytes. */
export function equalSignatures(a: Signature, b: Signature): boolean {
  return a.random === b.random && equalLogTimes(a.time, b.time) && a.computerName === b.computerName;
}

export function isSignatureSet(signature: Signature): boolean {
  return signature.random !== 0 || isLogTimeSet(signature.time) || signature.computerName !== '';
}
