import { SingleBar } from 'cli-progress';
import type { Environment, TextOutput } from '../environment';
import type { LongProgress } from './long-progress';
import { printable } from './printable';
import { formatBytes } from './text';

const format = '{subject} {bar} {percentage} %, {done} of {all}, {rate}/s, {eta_formatted} left';
const assumedColumns = 80;

/** Columns that the facts behind the path take, bar included. */
const factsColumns = 70;

/** A bar in the last line of the terminal: bytes, rate and time left of the file that is worked on. */
export function progressBar({ stderr, clock }: Environment): {
  show: (progress: LongProgress) => void;
  stop: () => void;
} {
  let bar: SingleBar | undefined;
  let subject: string | undefined;
  let startedAt = 0;
  const stop = (): void => {
    bar?.stop();
    bar = undefined;
    subject = undefined;
  };
  const show = (progress: LongProgress): void => {
    if (subject !== progress.subject) {
      stop();
      subject = progress.subject;
      startedAt = clock();
      bar = newBar(stderr);
      bar.start(progress.bytesTotal, 0, facts(progress, 0, stderr));
    }
    bar?.update(progress.bytesDone, facts(progress, clock() - startedAt, stderr));
  };
  return { show, stop };
}

function newBar(stderr: TextOutput): SingleBar {
  return new SingleBar({
    format,
    barsize: 24,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    clearOnComplete: true,
    hideCursor: true,
    // The signal handlers of the command end the work; the bar's own would end the process.
    gracefulExit: false,
    stream: terminalOf(stderr) as NodeJS.WritableStream,
  });
}

/** What the bar needs of a stream. */
function terminalOf(stderr: TextOutput): unknown {
  return {
    isTTY: true,
    write: (text: string) => {
      stderr.write(text);
      return true;
    },
    on: () => undefined,
    removeListener: () => undefined,
    get columns() {
      return stderr.columns ?? assumedColumns;
    },
  };
}

function facts(
  { subject, bytesDone, bytesTotal }: LongProgress,
  seconds: number,
  { columns }: TextOutput,
): object {
  const rate = bytesDone / Math.max(seconds, 0.001);
  return {
    subject: shortened(printable(subject), (columns ?? assumedColumns) - factsColumns),
    done: formatBytes(bytesDone),
    all: formatBytes(bytesTotal),
    rate: formatBytes(rate),
  };
}

/** The end of a path says more than its start. */
function shortened(name: string, room: number): string {
  if (name.length <= room) return name;
  return room < 8 ? '' : `…${name.slice(name.length - room + 1)}`;
}
