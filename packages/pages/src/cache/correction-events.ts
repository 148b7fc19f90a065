import type { EngineEvent, EsekitEvent, File } from '@esekit/core';
import { pageOffset } from '../geometry';
import type { PageCorrection } from './verify-frame';

/** A page of a file in which wrong bits were corrected, as an event. */
export function correctionEvent(
  file: File,
  pgno: number,
  pageSize: number,
  correction: PageCorrection,
): EsekitEvent {
  return {
    kind: 'damage',
    path: file.path,
    offset: pageOffset(pgno, pageSize),
    size: pageSize,
    error: 'JET_errReadVerifyFailure',
    text: correction.text,
  };
}

/** The same as the engine's own event (34 §5): file, offset, length, bit, page. */
export function correctionEngineEvent(
  file: File,
  pgno: number,
  pageSize: number,
  correction: PageCorrection,
): EngineEvent {
  const place = [pageOffset(pgno, pageSize), pageSize, correction.bits.join(','), pgno];
  return {
    kind: 'engine',
    id: 399,
    severity: 'warning',
    parameters: [file.path, ...place.map(String)],
    text: `${file.path}: ${correction.text}`,
  };
}
