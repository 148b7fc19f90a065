import { stampXorChecksum } from '@esekit/pages';
import { logHeaderFields, logHeaderFlag } from '../header/log-header-fields';
import { segmentSize } from '../segments/segment-layout';
import type { LogWriterOptions } from './log-writer-options';

/** Logs kept for the time when the disk is full (20 §2). */
const reserveLogs = 2;

const zeroRun = 1 << 20;

type ReserveOptions = Pick<LogWriterOptions, 'fs' | 'folder' | 'base' | 'csecLGFile'>;

/** `edbres00001.jrs` */
export function reserveLogName(base: string, number: number): string {
  return `${base}res${String(number).padStart(5, '0')}.jrs`;
}

/**
 * Makes the reserve logs, and removes files that look like some but are not: of another size, with another
 * number of digits, or too many.
 */
export function prepareReserveLogs(options: ReserveOptions): void {
  const { fs, folder, base, csecLGFile } = options;
  const wanted = Array.from({ length: reserveLogs }, (_, i) => reserveLogName(base, i + 1));
  const size = csecLGFile * segmentSize;
  for (const name of fs.readDirectorySync(folder)) {
    if (!isReserveName(name, base)) continue;
    const path = fs.join(folder, name);
    const isGood = wanted.includes(name) && fs.statSync(path)?.size === size;
    if (!isGood) fs.removeFileSync(path);
  }
  for (const name of wanted) {
    const path = fs.join(folder, name);
    if (fs.statSync(path) === undefined) makeReserveLog(options, path, size);
  }
  fs.syncDirectorySync(folder);
}

function isReserveName(name: string, base: string): boolean {
  const lower = name.toLowerCase();
  const start = `${base.toLowerCase()}res`;
  return lower.startsWith(start) && /^[0-9]+\.jrs$/.test(lower.slice(start.length));
}

function makeReserveLog({ fs }: ReserveOptions, path: string, size: number): void {
  const file = fs.openSync(path, 'createNew');
  try {
    const zeros = new Uint8Array(Math.min(zeroRun, size));
    for (let at = 0; at < size; at += zeros.length) {
      file.writeSync(zeros.subarray(0, Math.min(zeros.length, size - at)), at);
    }
    file.syncSync();
  } finally {
    file.closeSync();
  }
}

/**
 * Makes the last reserve log that is there a complete, empty log.
 *
 * @param header of the new log; is changed to say what it was made from
 * @returns `false` when there is none
 */
export function takeReserveLog(options: ReserveOptions, path: string, header: Uint8Array): boolean {
  const { fs, folder, base, csecLGFile } = options;
  const size = csecLGFile * segmentSize;
  for (let number = reserveLogs; number > 0; number--) {
    const reserve = fs.join(folder, reserveLogName(base, number));
    if (fs.statSync(reserve)?.size !== size) continue;
    fs.renameSync(reserve, path);
    const at = logHeaderFields.fLGFlags[0];
    header[at] = header[at]! | logHeaderFlag.fromReserve;
    stampXorChecksum(header);
    const file = fs.openSync(path, 'readWrite');
    try {
      file.writeSync(header, 0);
      file.syncSync();
    } finally {
      file.closeSync();
    }
    return true;
  }
  return false;
}
