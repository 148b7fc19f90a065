import { JetError, type File } from '@esekit/core';
import { run, runSync, type FileProgram } from '../file-program';
import { FlushMap } from './flush-map';
import { decodeFlushMapHeader } from './flush-map-header';
import {
  flushMapPageOffset,
  flushMapPagesFor,
  flushMapPageSize,
  type FlushMapHeader,
} from './flush-map-layout';
import { isGoodFlushMapPage } from './flush-map-page';

/** A flush map as it was read. */
export interface FlushMapReading {
  readonly map: FlushMap;
  /** Data pages that were damaged or missing, and start as all unknown. */
  readonly unknown: number[];
}

/**
 * Reads the header of a flush map.
 *
 * @throws JET_errReadVerifyFailure when it is damaged or no flush map: the file is then as good as
 *   absent
 */
export function readFlushMapHeader(file: File): Promise<FlushMapHeader> {
  return run(file, headerReading(file.path));
}

/** As {@link readFlushMapHeader}, without waiting. */
export function readFlushMapHeaderSync(file: File): FlushMapHeader {
  return runSync(file, headerReading(file.path));
}

/** Reads the states of a flush map for a database whose last page is `pgnoLast`. */
export function readFlushMap(file: File, pgnoLast: number): Promise<FlushMapReading> {
  return run(file, statesReading(pgnoLast));
}

/** As {@link readFlushMap}, without waiting. */
export function readFlushMapSync(file: File, pgnoLast: number): FlushMapReading {
  return runSync(file, statesReading(pgnoLast));
}

function* headerReading(path: string): FileProgram<FlushMapHeader> {
  const page = new Uint8Array(flushMapPageSize);
  const length = yield { do: 'read', target: page, position: 0 };
  const header = decodeFlushMapHeader(page.subarray(0, length));
  if (!header) throw new JetError('JET_errReadVerifyFailure', `${path}: the flush map header is not intact`);
  return header;
}

function* statesReading(pgnoLast: number): FileProgram<FlushMapReading> {
  const map = new FlushMap(pgnoLast);
  const unknown: number[] = [];
  const page = new Uint8Array(flushMapPageSize);
  for (let n = 0; n < flushMapPagesFor(pgnoLast); n++) {
    const length = yield { do: 'read', target: page, position: flushMapPageOffset(n) };
    if (length === flushMapPageSize && isGoodFlushMapPage(page, n)) map.load(n, page);
    else unknown.push(n);
  }
  return { map, unknown };
}
