import { equalSignatures, isSignatureSet, type Signature, readFields, writeFields } from '@esekit/core';
import { hasGoodXorChecksum, stampXorChecksum } from '../checksum/xor';
import { fileTypeNumber } from '../header/file-types';
import type { DatabaseHeader } from '../header/header-fields';
import {
  flushMapChecksumFlag,
  flushMapClean,
  flushMapHeaderFields,
  flushMapPageSize,
  flushMapVersion,
  type FlushMapHeader,
} from './flush-map-layout';

/** Decodes the header; `undefined` when its checksum or its file type is wrong. */
export function decodeFlushMapHeader(page: Uint8Array): FlushMapHeader | undefined {
  if (page.length < flushMapPageSize || !hasGoodXorChecksum(page.subarray(0, flushMapPageSize)))
    return undefined;
  const header = readFields(flushMapHeaderFields, page);
  return header.filetype === fileTypeNumber.flushMap ? header : undefined;
}

/** A header page with the constants of this version and `fields`, stamped. */
export function encodeFlushMapHeader(fields: Partial<FlushMapHeader>): Uint8Array {
  const page = new Uint8Array(flushMapPageSize);
  writeFields(flushMapHeaderFields, page, {
    ulVersionMajor: flushMapVersion.major,
    ulVersionUpdateMajor: flushMapVersion.updateMajor,
    ulVersionUpdateMinor: flushMapVersion.updateMinor,
    filetype: fileTypeNumber.flushMap,
    flags: flushMapChecksumFlag,
    ...fields,
  });
  stampXorChecksum(page);
  return page;
}

/** Why a map cannot be used for a database (02 §9.3, 1); `undefined` when it can. */
export type FlushMapRejection = 'version' | 'otherDatabase' | 'notRecoverable';

export function flushMapRejection(
  map: FlushMapHeader,
  database: DatabaseHeader,
): FlushMapRejection | undefined {
  if (
    map.ulVersionMajor !== flushMapVersion.major ||
    map.ulVersionUpdateMajor > flushMapVersion.updateMajor
  ) {
    return 'version';
  }
  const paired =
    matches(map.signDbHdrFlush, database.signDbHdrFlush) ||
    matches(map.signFlushMapHdrFlush, database.signFlushMapHdrFlush);
  if (!paired) return 'otherDatabase';
  const clean = (map.flags & flushMapClean) !== 0;
  const recoverable = database.lGenMinRequired > 0 && database.lGenMinRequired <= map.lGenMinRequired;
  return clean || recoverable ? undefined : 'notRecoverable';
}

function matches(a: Signature, b: Signature): boolean {
  return isSignatureSet(a) && equalSignatures(a, b);
}
