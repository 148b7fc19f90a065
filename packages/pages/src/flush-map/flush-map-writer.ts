import { logTimeNone, type File, type LogTime, type Signature } from '@esekit/core';
import { run, runSync, type FileProgram } from '../file-program';
import { encodeFlushMapHeader } from './flush-map-header';
import {
  flushMapChecksumFlag,
  flushMapClean,
  flushMapPageOffset,
  flushMapPageSize,
  type FlushMapHeader,
} from './flush-map-layout';
import type { FlushMap } from './flush-map';
import { stampFlushMapPage } from './flush-map-page';

/** What each write of the header needs from outside: a fresh signature and the database's own. */
export interface FlushMapSignatures {
  readonly signFlushMapHdrFlush: Signature;
  readonly signDbHdrFlush: Signature;
}

/** What a write of the map is given and gives back: the header's fields. */
export type FlushMapFields = Partial<FlushMapHeader>;

/** The header while a database is attached (02 §9.3, 2): not clean, from the database's range. */
export function attachFlushMap(file: File, ...args: Parameters<typeof attaching>): Promise<FlushMapFields> {
  return run(file, attaching(...args));
}

/** As {@link attachFlushMap}, without waiting. */
export function attachFlushMapSync(file: File, ...args: Parameters<typeof attaching>): FlushMapFields {
  return runSync(file, attaching(...args));
}

/**
 * Writes what changed so that the database may raise lGenMinRequired to `target` (02 §9.3, 4): header
 * with the target, pages, header with the target reached; each step durable before the next.
 *
 * @param args the map, its header, the target, `clock` for the time of the start and of the end, and `sign`
 *   for the signatures of each of the two header writes
 */
export function flushFlushMap(file: File, ...args: Parameters<typeof flushing>): Promise<FlushMapFields> {
  return run(file, flushing(...args));
}

/** As {@link flushFlushMap}, without waiting. */
export function flushFlushMapSync(file: File, ...args: Parameters<typeof flushing>): FlushMapFields {
  return runSync(file, flushing(...args));
}

/** Writes everything and marks the map clean (02 §9.3, 5). */
export function detachFlushMap(file: File, ...args: Parameters<typeof detaching>): Promise<FlushMapFields> {
  return run(file, detaching(...args));
}

/** As {@link detachFlushMap}, without waiting. */
export function detachFlushMapSync(file: File, ...args: Parameters<typeof detaching>): FlushMapFields {
  return runSync(file, detaching(...args));
}

function* writingHeader(header: FlushMapFields): FileProgram<void> {
  yield { do: 'write', source: encodeFlushMapHeader(header), position: 0 };
  yield { do: 'sync' };
}

function* writingDirtyPages(map: FlushMap): FileProgram<void> {
  for (const n of map.takeDirty()) {
    const page = map.pages[n]!;
    stampFlushMapPage(page, n);
    yield { do: 'write', source: page, position: flushMapPageOffset(n) };
  }
  yield { do: 'extend', size: (map.pages.length + 1) * flushMapPageSize };
  yield { do: 'sync' };
}

function* attaching(
  header: FlushMapFields,
  lGenMinRequired: number,
  now: LogTime,
  signatures: FlushMapSignatures,
): FileProgram<FlushMapFields> {
  const attached = {
    logtimeCreate: now,
    ...header,
    flags: flushMapChecksumFlag,
    logtimeAttach: now,
    lGenMinRequired,
    lGenMinRequiredTarget: 0,
    ...signatures,
  };
  yield* writingHeader(attached);
  return attached;
}

function* flushing(
  map: FlushMap,
  header: FlushMapFields,
  target: number,
  clock: () => LogTime,
  sign: () => FlushMapSignatures,
): FileProgram<FlushMapFields> {
  const started = { ...header, lGenMinRequiredTarget: target, logtimeFlushLastStarted: clock(), ...sign() };
  yield* writingHeader(started);
  yield* writingDirtyPages(map);
  const completed = {
    ...started,
    lGenMinRequired: target,
    lGenMinRequiredTarget: 0,
    logtimeFlushLastCompleted: clock(),
    ...sign(),
  };
  yield* writingHeader(completed);
  return completed;
}

function* detaching(
  map: FlushMap,
  header: FlushMapFields,
  now: LogTime,
  signatures: FlushMapSignatures,
): FileProgram<FlushMapFields> {
  yield* writingDirtyPages(map);
  const detached = {
    logtimeAttach: logTimeNone,
    ...header,
    flags: flushMapChecksumFlag | flushMapClean,
    lGenMinRequired: 0,
    lGenMinRequiredTarget: 0,
    logtimeDetach: now,
    ...signatures,
  };
  yield* writingHeader(detached);
  return detached;
}
