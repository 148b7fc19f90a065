/** The rules a page can break (02 §7 step 5), in the order they are checked. */
export type StructureProblemKind =
  /** cbFree is more than the data area. */
  | 'cbFree'
  /** cbUncommittedFree is more than cbFree. */
  | 'cbUncommittedFree'
  /** ibMicFree is behind the data area. */
  | 'ibMicFree'
  /** itagMicFree is more than any page of the size can hold. */
  | 'itagMicFree'
  /** Flags Empty and PreInit together. */
  | 'emptyAndPreInit'
  /** A PreInit page with other flags, tags or siblings (02 §1.4). */
  | 'preInit'
  /** Flags Index and LongValue together. */
  | 'indexAndLongValue'
  /** Flag Repair. */
  | 'repairFlag'
  /** Not one tag, on a page that is neither Empty nor PreInit. */
  | 'noTags'
  /** More reserved tags than tags. */
  | 'reservedTags'
  /** The tag array reaches into the lines, or leaves less than 4 bytes per node. */
  | 'tagArray'
  /** A node of size 0. */
  | 'emptyLine'
  /** A line ends behind ibMicFree. */
  | 'lineBounds'
  /** Lines, free bytes and tags do not add up to the data area. */
  | 'spaceSum'
  /** Two lines share bytes. */
  | 'lineOverlap'
  /** A node uses more prefix than the page has. */
  | 'prefixSize'
  /** A node's key suffix, or the fields in front of it, do not fit into its line. */
  | 'suffixSize'
  /** A node without data. */
  | 'noData'
  /** An empty key, other than of the last node of an internal page. */
  | 'nullKey'
  /** A key is less than the one before it. */
  | 'keyOrder';

/** A broken rule of one page. */
export interface StructureProblem {
  readonly kind: StructureProblemKind;
  readonly error: 'JET_errDatabaseCorrupted';
  /** What is wrong, with the numbers that show it; the page's place is for the caller to add. */
  readonly text: string;
}

export function structureProblem(kind: StructureProblemKind, text: string): StructureProblem {
  return { kind, error: 'JET_errDatabaseCorrupted', text };
}
