/** How far a long operation is. Sizes are bytes; `total` is `undefined` while it is not known. */
export interface Progress {
  /** What is being worked on, e.g. a file name. */
  readonly subject: string;
  readonly bytesDone: number;
  readonly bytesTotal: number | undefined;
}

/** Called from time to time; throwing aborts the operation cleanly. */
export type ProgressSink = (progress: Progress) => void;
