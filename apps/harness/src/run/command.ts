import type { CallRecord } from './call-record';
import type { Names } from './names';
import type { Staged } from './staged';
import type { Members } from '../output/trace-line';

/** One command that is being run. */
export interface CommandRun {
  readonly names: Names;
  readonly staged: Staged;
  readonly calls: CallRecord;
  /** Results, in the order in which the trace shows them. */
  readonly out: Members;
  /** Facts that may differ between runs. */
  readonly info: Members;
}

/** A command of the language; `words` are those behind its name. */
export type Command = (run: CommandRun, words: readonly string[]) => void | Promise<void>;
