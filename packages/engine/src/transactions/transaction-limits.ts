/** Bounds of sessions and transactions. */
export const transactionLimits = {
  /** Levels that an application may open (14 §1). */
  userLevelsMost: 7,
  /** With what the engine opens inside of them; the log has four bits for a level (21 §3). */
  levelsMost: 10,
  /** Live sessions with those of the engine itself: a procid is a u16, and 0 is nobody. */
  sessionsMost: 65_535,
  /** Bytes of a version page, and so of the largest before-image with its key (14 §2.6). */
  cbVersionPage: 65_536,
  /** JET_paramMaxVerPages where nothing else is asked for (32 §6). */
  versionPagesMost: 64,
  /** What one version takes up beside its bytes, and what the node of one or several does. */
  cbVersion: 192,
  cbNode: 144,
  /** Objects of versions, and of nodes, that wait for their next use. */
  sparesMost: 4096,
} as const;
