import { logTimeNone, type File, type LogTime, type Signature } from '@esekit/core';
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

async function writeHeader(file: File, header: Partial<FlushMapHeader>): Promise<void> {
  await file.write(encodeFlushMapHeader(header), 0);
  await file.sync();
}

async function writeDirtyPages(file: File, map: FlushMap): Promise<void> {
  for (const n of map.takeDirty()) {
    const page = map.pages[n]!;
    stampFlushMapPage(page, n);
    await file.write(page, flushMapPageOffset(n));
  }
  const size = (map.pages.length + 1) * flushMapPageSize;
  if ((await file.size()) < size) await file.truncate(size);
  await file.sync();
}

/** The header while a database is attached (02 §9.3, 2): not clean, from the database's range. */
export async function attachFlushMap(
  file: File,
  header: Partial<FlushMapHeader>,
  lGenMinRequired: number,
  now: LogTime,
  signatures: FlushMapSignatures,
): Promise<Partial<FlushMapHeader>> {
  const attached = {
    logtimeCreate: now,
    ...header,
    flags: flushMapChecksumFlag,
    logtimeAttach: now,
    lGenMinRequired,
    lGenMinRequiredTarget: 0,
    ...signatures,
  };
  await writeHeader(file, attached);
  return attached;
}

/**
 * Writes what changed so that the database may raise lGenMinRequired to `target` (02 §9.3, 4): header
 * with the target, pages, header with the target reached; each step durable before the next.
 *
 * @param clock gives the time of the start and of the end
 * @param sign gives the signatures of each of the two header writes
 */
export async function flushFlushMap(
  file: File,
  map: FlushMap,
  header: Partial<FlushMapHeader>,
  target: number,
  clock: () => LogTime,
  sign: () => FlushMapSignatures,
): Promise<Partial<FlushMapHeader>> {
  const started = { ...header, lGenMinRequiredTarget: target, logtimeFlushLastStarted: clock(), ...sign() };
  await writeHeader(file, started);
  await writeDirtyPages(file, map);
  const completed = {
    ...started,
    lGenMinRequired: target,
    lGenMinRequiredTarget: 0,
    logtimeFlushLastCompleted: clock(),
    ...sign(),
  };
  await writeHeader(file, completed);
  return completed;
}

/** Writes everything and marks the map clean (02 §9.3, 5). */
export async function detachFlushMap(
  file: File,
  map: FlushMap,
  header: Partial<FlushMapHeader>,
  now: LogTime,
  signatures: FlushMapSignatures,
): Promise<Partial<FlushMapHeader>> {
  await writeDirtyPages(file, map);
  const detached = {
    logtimeAttach: logTimeNone,
    ...header,
    flags: flushMapChecksumFlag | flushMapClean,
    lGenMinRequired: 0,
    lGenMinRequiredTarget: 0,
    logtimeDetach: now,
    ...signatures,
  };
  await writeHeader(file, detached);
  return detached;
}
