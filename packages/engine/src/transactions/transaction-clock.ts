/** Above every stamp: of what is not committed, and of a session that sees all that is. */
export const notCommitted = Number.POSITIVE_INFINITY;

/** Below every stamp: of what all sessions see, those too that began before it was there. */
export const committedBeforeAll = 0;

const step = 4;
const u32 = 0x1_0000_0000;

/**
 * The counter that trxBegin0 and trxCommit0 come from (14 §1, 24 §2): 4 more each time, so a commit's stamp is
 * larger than every beginning before it.
 *
 * Stamps are safe integers and never wrap. The log has their low 32 bits, and 0 means nobody there, so a stamp
 * with low bits 0 is not given out.
 */
export class TransactionClock {
  #newest: number;

  /** @param newest the largest stamp that was given out before, as recovery found it in the log */
  constructor(newest = 0) {
    this.#newest = newest;
  }

  /** The stamp given out last. */
  get newest(): number {
    return this.#newest;
  }

  next(): number {
    this.#newest += step;
    if (this.#newest % u32 === 0) this.#newest += step;
    return this.#newest;
  }
}
