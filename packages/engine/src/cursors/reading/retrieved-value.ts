import { ValuePlace } from '../../records/value-place';
import type { RetrieveWarning } from './retrieve-flags';

/** What to read of a column, besides its id. */
export interface RetrieveOptions {
  /** Bits of `retrieveFlag`. Default 0. */
  readonly grbit?: number;
  /** Instance of a tagged column, from 1. Default 1. */
  readonly itag?: number;
  /** Long values: the first byte wanted. Default 0. */
  readonly ibLongValue?: number;
  /** Bytes of the caller's buffer. Default: as many as there are. */
  readonly cbMost?: number;
}

/** The result of a retrieve, written over by the next one. */
export class RetrievedValue {
  /** At most `cbMost` bytes: in the record, or of their own; they hold until the next call or change. */
  readonly place = new ValuePlace();
  /** Bytes from `ibLongValue` to the end of the value, whatever the buffer takes. */
  cbActual = 0;
  warning: RetrieveWarning = undefined;
  /** Of the value: for JET_bitRetrieveTag. */
  itagSequence = 0;
  /** Of the value: where column 0 was asked for, it says whose it is. */
  columnid = 0;

  setNull(): void {
    this.place.set(noBytes, 0, 0);
    this.cbActual = 0;
    this.warning = 'JET_wrnColumnNull';
  }

  set(bytes: Uint8Array, start: number, length: number, cbActual: number): void {
    this.place.set(bytes, start, length);
    this.cbActual = cbActual;
    this.warning = length < cbActual ? 'JET_wrnBufferTruncated' : undefined;
  }
}

const noBytes = new Uint8Array(0);
