import type { EventSink, File, ProgressSink } from '@esekit/core';
import type { Digest } from '../digest/digest';

/** One file on its way through memory, once. */
export interface Transfer {
  readonly source: File;
  /** Where the bytes go; without it they are only looked at. */
  readonly target?: File | undefined;
  readonly digest: Digest;
  readonly onProgress?: ProgressSink | undefined;
  readonly onEvent?: EventSink | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface TransferResult {
  readonly bytes: number;
  readonly digest: string;
}
