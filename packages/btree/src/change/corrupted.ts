import { JetError } from '@esekit/core';

/** What a change is refused with when page and change contradict each other; the caller adds the place. */
export function corrupted(text: string): JetError {
  return new JetError('JET_errDatabaseCorrupted', text);
}
