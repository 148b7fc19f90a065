import type { KeyColumn } from './index-definition';

/**
 * Instance `itag` (from 1) of a column: its raw bytes with the default applied and long values decoded;
 * null for NULL; undefined when the column has no such instance. Of text and binary only the first
 * `bytesMost` bytes are looked at, and a source may leave out what follows them; 1 asks for presence only.
 */
export type ValueSource = (
  column: KeyColumn,
  itag: number,
  bytesMost: number,
) => Uint8Array | null | undefined;
