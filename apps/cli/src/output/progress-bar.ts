import type { Environment } from '../environment';
import { printable } from './printable';
import type { LongProgress } from './long-progress';
import { formatBytes } from './text';

/** Often enough to look alive, seldom enough to cost nothing. */
const secondsBetweenDrawings = 0.1;
const barWidth = 24;
const assumedColumns = 80;

/** Back to the first column, and everything behind it cleared. */
const eraseLine = '\r\x1b[K';

/** A bar in the last line of the terminal: bytes, rate and time left of the file that is worked on. */
export function progressBar({ stderr, clock }: Environment): {
  show: (progress: LongProgress) => void;
  stop: () => void;
} {
  let subject: string | undefined;
  let startedAt = 0;
  let drawnAt = -Infinity;
  const show = (progress: LongProgress): void => {
    const now = clock();
    if (subject !== progress.subject) {
      subject = progress.subject;
      startedAt = now;
    } else if (now - drawnAt < secondsBetweenDrawings) return;
    drawnAt = now;
    // A line that fills the last column would wrap on some terminals and could not be erased.
    const width = (stderr.columns ?? assumedColumns) - 1;
    stderr.write(`${eraseLine}${barLine(progress, now - startedAt, width)}`);
  };
  const stop = (): void => {
    if (subject !== undefined) stderr.write(eraseLine);
    subject = undefined;
    drawnAt = -Infinity;
  };
  return { show, stop };
}

function barLine({ subject, bytesDone, bytesTotal }: LongProgress, seconds: number, width: number): string {
  const share = Math.min(1, bytesDone / bytesTotal);
  const filled = Math.floor(share * barWidth);
  const bar = '█'.repeat(filled) + '░'.repeat(barWidth - filled);
  const rate = bytesDone / Math.max(seconds, 0.001);
  const facts =
    ` ${bar} ${Math.floor(100 * share)} %, ${formatBytes(bytesDone)} of ${formatBytes(bytesTotal)}` +
    (seconds > 0 ? `, ${formatBytes(rate)}/s, ${duration((bytesTotal - bytesDone) / rate)} left` : '');
  const name = printable(subject);
  const room = width - facts.length;
  if (room < 8) return facts.trimStart().slice(0, Math.max(0, width));
  // The end of a path says more than its start.
  return (name.length <= room ? name : `…${name.slice(name.length - room + 1)}`) + facts;
}

/** `42 s`, `3 min 5 s`, `2 h 10 min` */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '?';
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
