import type { RecordBuilder } from '../records/write';

/**
 * An update that is prepared on a cursor (14 §3). The cursor knows one at most; it reads its buffer for
 * JET_bitRetrieveCopy, and cancels it where a call does so (navigation, delete, close, rollback of its level).
 */
export interface PreparedUpdate {
  /** The copy buffer. */
  readonly builder: RecordBuilder;
  /** Whether there is a record that it replaces, which is what is read without JET_bitRetrieveCopy. */
  readonly kind: 'insert' | 'replace' | 'readOnly';
  /** Level in which it was prepared; a commit of that level makes it that of the level below (F-44). */
  level: number;
  /** Takes back what it did to long values. The cursor forgets it before. */
  cancel(): void;
}
