import {
  encodeBegin,
  encodeBegin0,
  encodeCommit,
  encodeCommit0,
  encodeRollback,
  giveBackRecord,
} from '@esekit/log';
import type { LoggedSession, TransactionJournal } from '../transactions';
import { logSegmentOf, type LogStream } from './log-stream';

/** A stamp as the log has it. */
const low = (stamp: number): number => stamp % 0x1_0000_0000;

/** Transactions in the log (21 §3, 24 §2). */
export class TransactionRecords implements TransactionJournal {
  readonly #log: LogStream;

  constructor(log: LogStream) {
    this.#log = log;
  }

  get lGeneration(): number {
    return this.#log.lGeneration;
  }

  begin0({ procid, trxBegin0 }: LoggedSession, levels: number): number {
    return this.#append(encodeBegin0({ procid, levels: levels << 4, trxBegin0: low(trxBegin0) }));
  }

  begin({ procid }: LoggedSession, levelFrom: number, levels: number): number {
    return this.#append(encodeBegin({ procid, levels: (levels << 4) | levelFrom }));
  }

  commit({ procid }: LoggedSession, levelCommitTo: number): number {
    return this.#append(encodeCommit({ procid, levelCommitTo }));
  }

  commit0({ procid }: LoggedSession, trxCommit0: number): number {
    const record = encodeCommit0({ procid, levelCommitTo: 0, trxCommit0: low(trxCommit0) });
    const lgpos = this.#log.append(record);
    giveBackRecord(record);
    this.#log.noteCommit(lgpos);
    return logSegmentOf(lgpos);
  }

  rollback({ procid }: LoggedSession, levelRollback: number): number {
    return this.#append(encodeRollback({ procid, levelRollback }));
  }

  /** Where the record begins. */
  #append(record: Uint8Array): number {
    const logSegment = logSegmentOf(this.#log.append(record));
    giveBackRecord(record);
    return logSegment;
  }
}
