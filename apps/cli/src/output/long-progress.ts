import type { Progress } from '@esekit/core';

/** Progress of work that is long enough to be shown. */
export type LongProgress = Progress & { readonly bytesTotal: number };
