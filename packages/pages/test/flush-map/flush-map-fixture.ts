import { FlushMap } from '../../src/flush-map/flush-map';
import { encodeFlushMapHeader } from '../../src/flush-map/flush-map-header';
import {
  flushMapPageOffset,
  flushMapPageSize,
  type FlushMapHeader,
} from '../../src/flush-map/flush-map-layout';
import { stampFlushMapPage } from '../../src/flush-map/flush-map-page';
import { decodeDatabaseHeader } from '../../src/header/database-header';
import type { DatabaseHeader } from '../../src/header/header-fields';
import { signature } from '../fixture/database';

/** A database header with nothing but what pairs it with a flush map. */
export function databaseHeader(fields: Partial<DatabaseHeader> = {}): DatabaseHeader {
  return {
    ...decodeDatabaseHeader(new Uint8Array(4096)),
    dbstate: 2,
    signDbHdrFlush: signature(1),
    signFlushMapHdrFlush: signature(2),
    lGenMinRequired: 5,
    ...fields,
  };
}

/** A map header that fits {@link databaseHeader}. */
export const attachedHeader: Partial<FlushMapHeader> = {
  flags: 0x2000,
  lGenMinRequired: 5,
  signDbHdrFlush: signature(1),
  signFlushMapHdrFlush: signature(2),
};

/** A map file: a header and the pages of `map`, stamped. */
export function flushMapFile(map: FlushMap, header: Partial<FlushMapHeader> = attachedHeader): Uint8Array {
  const file = new Uint8Array((map.pages.length + 1) * flushMapPageSize);
  file.set(encodeFlushMapHeader(header), 0);
  map.pages.forEach((page, n) => {
    const stamped = page.slice();
    stampFlushMapPage(stamped, n);
    file.set(stamped, flushMapPageOffset(n));
  });
  return file;
}

/** A map with these states, all seen with dbtime 0x100. */
export function mapWith(pgnoLast: number, states: Readonly<Record<number, number>>): FlushMap {
  const map = new FlushMap(pgnoLast);
  for (const [pgno, state] of Object.entries(states)) map.record(Number(pgno), state, 0x100n);
  map.takeDirty();
  return map;
}

/** Every state that is known, by page. */
export function statesOf(map: FlushMap, pgnoLast: number): Record<number, number> {
  const states: Record<number, number> = {};
  for (let pgno = 1; pgno <= pgnoLast; pgno++) {
    const state = map.stateOf(pgno);
    if (state !== 0) states[pgno] = state;
  }
  return states;
}
