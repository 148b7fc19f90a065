import type { LossSink } from '@esekit/btree';

/** Which rows, and how much of them. */
export interface RowOptions<Name extends string = string> {
  /** Columns to decode; the others are not touched. Default: all. */
  readonly columns?: readonly Name[] | undefined;
  /** From the last row to the first. */
  readonly reverse?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /**
   * Told of damaged pages that are passed over; without it the first damage is thrown. With it a damaged
   * value comes out as one that is not decoded, with the reason.
   */
  readonly onLoss?: LossSink | undefined;
}
