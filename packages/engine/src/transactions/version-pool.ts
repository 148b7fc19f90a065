import { transactionLimits } from './transaction-limits';
import { Version, type Transaction, type VersionKind } from './version';

/** The id after another: a u32, odd and ascending (24 §3), so never 0, which is no version. */
export function nextRceid(rceid: number): number {
  return rceid >= 0xffff_ffff ? 1 : rceid + 2;
}

/** Version objects that are used again and again, so that a change makes no garbage. */
export class VersionPool {
  #spare: Version | undefined;
  #spareCount = 0;
  #inUse = 0;
  /** The id given out last. */
  #rceid = 0xffff_ffff;

  get inUse(): number {
    return this.#inUse;
  }

  /** A version of the newest id, as the newest of its transaction. */
  take(kind: VersionKind, level: number, transaction: Transaction): Version {
    let version = this.#spare;
    if (version === undefined) version = new Version();
    else {
      this.#spare = version.next;
      this.#spareCount--;
    }
    this.#inUse++;
    this.#rceid = nextRceid(this.#rceid);
    version.kind = kind;
    version.rceid = this.#rceid;
    version.level = level;
    version.cbMaxSize = 0;
    version.cbDelta = 0;
    transaction.append(version);
    return version;
  }

  /** Of a version that stands in no list and has no bytes any more. */
  give(version: Version): void {
    this.#inUse--;
    version.node = undefined;
    version.action = undefined;
    if (this.#spareCount >= transactionLimits.sparesMost) return;
    version.next = this.#spare;
    this.#spare = version;
    this.#spareCount++;
  }
}
