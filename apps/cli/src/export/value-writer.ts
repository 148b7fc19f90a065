import type { OutputBuffer } from './output-buffer';

/** Writes the value that stands in `bytes` from `start` on. */
export type ValueWriter = (out: OutputBuffer, bytes: Uint8Array, start: number, length: number) => void;
