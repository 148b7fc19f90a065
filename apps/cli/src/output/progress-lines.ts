import type { Environment } from '../environment';
import { printable } from './printable';
import type { LongProgress } from './long-progress';
import { formatBytes } from './text';

/** One line per 10 % of each file, for logs of scheduled jobs. */
export function progressLines({ stderr }: Environment): {
  show: (progress: LongProgress) => void;
  stop: () => void;
} {
  let subject: string | undefined;
  let shown = 0;
  const show = (progress: LongProgress): void => {
    if (subject !== progress.subject) {
      subject = progress.subject;
      shown = 0;
    }
    const tenths = Math.floor((10 * progress.bytesDone) / progress.bytesTotal);
    if (tenths <= shown) return;
    shown = tenths;
    stderr.write(`${printable(progress.subject)}: ${10 * tenths} % (${formatBytes(progress.bytesDone)})\n`);
  };
  return { show, stop: () => {} };
}
