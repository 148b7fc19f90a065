import type { File } from '@esekit/core';
import { findClosingRecord, type ClosingRecord } from './closing-record';
import { segmentSize } from './segment-layout';
import { SegmentScanner, type SegmentScan, type SegmentScanOptions } from './segment-scanner';

export interface LogScan extends SegmentScan {
  /** The record that closed the log in order; absent after a crash and in archived generations. */
  readonly closingRecord: ClosingRecord | undefined;
}

export interface LogScanOptions extends SegmentScanOptions {
  /** Segments of the file, the header included, as its header says. */
  readonly csecLGFile: number;
}

/** Bytes read at once. */
const runBytes = 1 << 20;
const segmentsPerRun = runBytes / segmentSize;

/**
 * Scans all segments of a log of the segment layout (20 §5.8), reading in runs of 1 MiB. Memory does
 * not grow with the file. A file that is shorter than its header says is scanned as far as it goes.
 */
export async function scanLog(file: File, options: LogScanOptions): Promise<LogScan> {
  const steps = scanSteps(await file.size(), options);
  let step = steps.next(0);
  while (step.done !== true) step = steps.next(await file.read(step.value.target, step.value.position));
  return step.value;
}

/** {@link scanLog} for code that may not wait. */
export function scanLogSync(file: File, options: LogScanOptions): LogScan {
  const steps = scanSteps(file.sizeSync(), options);
  let step = steps.next(0);
  while (step.done !== true) step = steps.next(file.readSync(step.value.target, step.value.position));
  return step.value;
}

/** What a scan wants to read next; it is answered with the number of bytes read. */
interface Reading {
  readonly target: Uint8Array;
  readonly position: number;
}

/** The scan itself, which does not know how its file is read. */
function* scanSteps(size: number, options: LogScanOptions): Generator<Reading, LogScan, number> {
  const scanner = new SegmentScanner(options);
  const present = Math.floor(size / segmentSize);
  const csec = Math.min(options.csecLGFile, present);
  const behindData = Math.min(options.csecLGFile - 1, present);

  // One segment more than a run, because the copy of its last segment may lie in the next one.
  const buffer = new Uint8Array(Math.min(segmentsPerRun + 1, Math.max(csec, 1)) * segmentSize);
  const segments = Array.from({ length: buffer.length / segmentSize }, (_, i) =>
    buffer.subarray(i * segmentSize, (i + 1) * segmentSize),
  );
  for (let first = 1; first < behindData; first += segmentsPerRun) {
    const wanted = Math.min(segments.length, csec - first);
    const target = buffer.subarray(0, wanted * segmentSize);
    const count = Math.floor((yield { target, position: first * segmentSize }) / segmentSize);
    const due = Math.min(segmentsPerRun, behindData - first, count);
    for (let i = 0; i < due; i++) {
      scanner.push(segments[i]!, i + 1 < count ? segments[i + 1]! : undefined, first + i);
    }
    const spare = options.csecLGFile - 1 - first;
    if (spare < count && spare === due) scanner.pushSpare(segments[spare]!, options.csecLGFile - 1);
    if (count < wanted) break;
  }
  const scan = scanner.result();
  const closingRecord =
    scan.lastSegment === 0
      ? undefined
      : findClosingRecord(scanner.lastBytes, scan.lastSegment, options.lGeneration);
  return { ...scan, closingRecord };
}
