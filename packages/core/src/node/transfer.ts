import * as fs from 'node:fs';
import { promisify } from 'node:util';
import { JetError } from '../errors/jet-error';

/**
 * Whole reads and writes. The operating system may do part of one, at a signal or at its own limit, so
 * each goes on until everything is done or the file ends.
 */

const readPart = promisify(fs.read);
const writePart = promisify(fs.write);

/** Bytes asked for at once; more than 2 GiB - 1 is refused by some platforms. */
const partMost = 1 << 30;

export async function readFully(fd: number, target: Uint8Array, position: number): Promise<number> {
  let done = 0;
  while (done < target.length) {
    const length = Math.min(target.length - done, partMost);
    const { bytesRead } = await readPart(fd, target, done, length, position + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return done;
}

export function readFullySync(fd: number, target: Uint8Array, position: number): number {
  let done = 0;
  while (done < target.length) {
    const length = Math.min(target.length - done, partMost);
    const bytesRead = fs.readSync(fd, target, done, length, position + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return done;
}

export async function writeFully(fd: number, source: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < source.length;) {
    const length = Math.min(source.length - done, partMost);
    const { bytesWritten } = await writePart(fd, source, done, length, position + done);
    done += requireProgress(bytesWritten);
  }
}

export function writeFullySync(fd: number, source: Uint8Array, position: number): void {
  for (let done = 0; done < source.length;) {
    const length = Math.min(source.length - done, partMost);
    done += requireProgress(fs.writeSync(fd, source, done, length, position + done));
  }
}

/** A device that takes nothing and reports no failure would keep the loop going for ever. */
function requireProgress(bytesWritten: number): number {
  if (bytesWritten > 0) return bytesWritten;
  throw new JetError('JET_errDiskIO', 'write: the operating system took no bytes');
}
