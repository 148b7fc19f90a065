import { JetError } from '@esekit/core';
import { transactionLimits } from './transaction-limits';

/** Parameters of the instance (32 §6). */
export interface VersionStoreOptions {
  /** JET_paramMaxVerPages. Default 64. */
  readonly versionPagesMost?: number | undefined;
  /** JET_paramPreferredVerPages. Default nine tenths of the most. */
  readonly versionPagesPreferred?: number | undefined;
  /** JET_paramMaxTransactionSize: what one transaction may use, in percent. Default 100. */
  readonly percentOfTransaction?: number | undefined;
  /** Bytes of a version page. Default 64 KiB. */
  readonly cbVersionPage?: number | undefined;
}

export interface StoreLimits {
  readonly cbVersionPage: number;
  readonly cbMost: number;
  readonly cbPreferred: number;
  readonly cbTransactionMost: number;
}

function within(name: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new JetError(
    'JET_errInvalidParameter',
    `${name} ${value}, not a whole number from ${least} to ${most}`,
  );
}

/** @throws JET_errInvalidParameter */
export function storeLimits(options: VersionStoreOptions): StoreLimits {
  const { versionPagesMost: pages = transactionLimits.versionPagesMost } = options;
  const { cbVersionPage = transactionLimits.cbVersionPage, percentOfTransaction = 100 } = options;
  const { versionPagesPreferred: preferred = Math.max(1, Math.floor(pages * 0.9)) } = options;
  within('version pages', pages, 1, 0x7fff_ffff);
  within('preferred version pages', preferred, 1, 0x7fff_ffff);
  within('share of one transaction', percentOfTransaction, 1, 100);
  within('bytes of a version page', cbVersionPage, 1, transactionLimits.cbVersionPage);
  const cbMost = pages * cbVersionPage;
  return {
    cbVersionPage,
    cbMost,
    cbPreferred: Math.min(preferred, pages) * cbVersionPage,
    cbTransactionMost: Math.floor((cbMost * percentOfTransaction) / 100),
  };
}
