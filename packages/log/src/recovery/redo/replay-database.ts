import type { Lgpos } from '@esekit/core';
import type { PageBuffer } from '@esekit/pages';
import type { HeldPages } from './held-pages';
import type { RedoMaps } from './redo-maps';

/** A database that log records are applied to; whoever drives the replay owns it. */
export interface ReplayDatabase {
  readonly dbid: number;
  /** For messages and events. */
  readonly path: string;
  readonly buffer: PageBuffer;
  /** The header's: records at or before it are skipped (23 §4.5 A). */
  readonly lgposAttach: Lgpos;
  /** Records of older generations are skipped; 0 with none to skip. */
  readonly lGenerationIgnoredBelow: number;
  /**
   * Whether pages may be newer than the record at hand ("contains data from future logs"). Lost and
   * older pages may then go to the redo maps, and a page ahead of its record is no error.
   */
  readonly mayHoldFutureData: boolean;
  readonly redoMaps: RedoMaps;
  /** Pages that must not be written yet: the buffer has to ask. Without it pages are written at any time. */
  readonly heldPages?: HeldPages | undefined;
  /** Whether new pages say "1 reserved tag" (feature 9560, 02 §1.1). */
  readonly storesReservedTags: boolean;
  /** Told of every record's dbtime, in two u32; also of records that are skipped (23 §4.3). */
  noticeDbtime(high: number, low: number): void;
  /** Told of pages that are newer than the record at hand: when the log ends before them, its tail is lost. */
  noticePageAhead?(dbtime: number): void;
  /** Told of every record's object id; also of records that are skipped. */
  noticeObjid(objid: number): void;
}

/** A database that unfinished transactions are rolled back in. */
export interface UndoDatabase extends ReplayDatabase {
  /** Counts the changes that were rolled back. */
  rolledBack: number;
  /** A dbtime for one more change: greater than all given out or noticed before. */
  nextDbtime(): number;
}
