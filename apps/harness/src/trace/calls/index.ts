import type { TracedCommand } from '../call-run';
import { databaseCalls } from './databases';
import { helperCalls } from './helpers';
import { instanceCalls } from './instances';
import { recordCalls } from './records';
import { schemaCalls } from './schema';

/** Every call that can be replayed, by its name. */
export const tracedCalls: ReadonlyMap<string, TracedCommand> = new Map(
  [databaseCalls, helperCalls, instanceCalls, recordCalls, schemaCalls].flatMap((family) =>
    Object.entries(family),
  ),
);
