import type { NodeVersions, Transaction, Version } from './version';

/** The newest replace by the same transaction before this one. */
function replaceBefore({ transaction, older }: Version): Version | undefined {
  let version = older;
  while (version !== undefined && !(version.kind === 'replace' && version.transaction === transaction)) {
    version = version.older;
  }
  return version;
}

/**
 * Works out what a replace keeps free for its rollback (14 §2.1, 21 §4): the node may grow back to the largest
 * size that it had in the transaction. The sum of `cbDelta` over the node's versions is what is kept at present.
 */
export function setReplaceSizes(version: Version, cbOld: number, cbNew: number): void {
  const cbMaxBefore = replaceBefore(version)?.cbMaxSize ?? cbOld;
  version.cbMaxSize = Math.max(cbMaxBefore, cbNew);
  version.cbDelta = version.cbMaxSize - cbNew - (cbMaxBefore - cbOld);
}

/**
 * Bytes that a node keeps for rollback beyond its size, each transaction for itself: of one that is being cleaned
 * up, the versions that used some of it may be left without those that kept it.
 *
 * @param without a version that does not count: the page does not have it yet, or not any more
 */
export function cbReserved(versions: NodeVersions | undefined, without?: Version): number {
  let sum = 0;
  let ofTransaction = 0;
  let transaction: Transaction | undefined;
  for (let version = versions?.newest; version !== undefined; version = version.older) {
    if (version.kind !== 'replace' || version === without) continue;
    if (version.transaction !== transaction) {
      sum += Math.max(0, ofTransaction);
      ofTransaction = 0;
      transaction = version.transaction;
    }
    ofTransaction += version.cbDelta;
  }
  return sum + Math.max(0, ofTransaction);
}
