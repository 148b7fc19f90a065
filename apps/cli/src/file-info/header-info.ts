import type { JetErrorName } from '@esekit/core';
import type { HeaderCopyState } from '@esekit/pages';

/** What the header of a file says. */
export interface HeaderInfo {
  readonly headers: readonly HeaderCopyState[];
  readonly pageSize: number | null;
  /** Of databases only. */
  readonly state: string | null;
  /** Every field by its ESE name; `null` when no copy is intact. */
  readonly header: Readonly<Record<string, unknown>> | null;
  /** Of backup copies only; `null` when the trailer is damaged or gone. */
  readonly trailer?: Readonly<Record<string, unknown>> | null;
  /** What is wrong with the header, or with the file as far as the header tells. */
  readonly problems: readonly InfoProblem[];
}

export interface InfoProblem {
  readonly error: JetErrorName;
  readonly text: string;
}
