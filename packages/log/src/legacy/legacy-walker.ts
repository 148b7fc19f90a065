import { JetError, formatLgpos, viewOf } from '@esekit/core';
import type { LogRecord, RecordVisitor } from '../records/log-record';
import { recordSize, recordTypeNumber } from '../records/record-sizes';
import type { LegacyGeometry, LegacyScan } from './legacy-chain';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Visits the records of a legacy log (20 §6): one stream of bytes over all sectors, positions exact,
 * NOP a record of one byte that is not shown. LRCHECKSUM records are shown like any other.
 *
 * @returns how many were visited
 * @throws JetError JET_errLogFileCorrupt at damage, unless the visitor takes it
 */
export function walkLegacyRecords(
  bytes: Uint8Array,
  geometry: LegacyGeometry,
  scan: LegacyScan,
  visitor: RecordVisitor,
): number {
  const { cbSec, lGeneration } = geometry;
  const record: Mutable<LogRecord> = {
    type: 0,
    size: 0,
    lGeneration,
    isec: 0,
    ib: 0,
    bytes,
    view: viewOf(bytes),
    offset: 0,
  };
  let records = 0;
  let nextAnchor = 0;
  let at = geometry.csecHeader * cbSec;
  while (at < scan.end) {
    while (nextAnchor < scan.anchors.length && scan.anchors[nextAnchor]!.at < at) nextAnchor++;
    const anchor = scan.anchors[nextAnchor];
    if (bytes[at] === recordTypeNumber.NOP) {
      at++;
      continue;
    }
    // Up to the next LRCHECKSUM there are whole records, so its place bounds them.
    const bound = anchor === undefined || anchor.at === at ? scan.end : anchor.at;
    const size = recordSize(bytes, at, bound);
    if (size === 0) {
      // A record that a crash cut off ends the stream, or is dropped where a later run went on.
      const isCutByCrash = bound === scan.end || anchor?.cbBackwards === 0;
      if (!isCutByCrash || recordSize(bytes, at, bytes.length) === 0) reportDamage(visitor, geometry, at);
      at = bound;
      continue;
    }
    record.type = bytes[at]!;
    record.size = size;
    record.isec = Math.floor(at / cbSec);
    record.ib = at % cbSec;
    record.offset = at;
    records++;
    visitor.record(record);
    at += size;
  }
  return records;
}

function reportDamage(visitor: RecordVisitor, geometry: LegacyGeometry, at: number): void {
  const lgpos = {
    lGeneration: geometry.lGeneration,
    isec: Math.floor(at / geometry.cbSec),
    ib: at % geometry.cbSec,
  };
  const text = 'a record is unknown or reaches over the end of its range';
  if (visitor.damage === undefined) {
    throw new JetError('JET_errLogFileCorrupt', `${text} at ${formatLgpos(lgpos)}`);
  }
  visitor.damage({ error: 'JET_errLogFileCorrupt', text, severity: 'error', lgpos, correctable: false });
}
