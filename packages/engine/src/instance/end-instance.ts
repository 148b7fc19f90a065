import type { JetErrorName } from '@esekit/core';
import type { AttachContext } from '../attached/attach-context';
import { makeClean } from '../attached/detach-database';
import type { Background } from './background';
import type { EngineSession } from './engine-session';
import type { Health } from './health';
import type { TermKind } from './instance-options';

export interface Ending {
  readonly kind: TermKind;
  readonly context: AttachContext;
  readonly health: Health;
  readonly background: Background;
  readonly sessions: ReadonlySet<EngineSession>;
}

/** Ends an instance: in order, or as a crash would (24 §8, 32 §2.3). Afterwards all files are closed. */
export function endInstance(ending: Ending): 'JET_errSuccess' | JetErrorName {
  const { kind, context, health, background } = ending;
  background.end();
  const isDirty = kind === 'dirty' || health.failure !== undefined;
  try {
    if (!isDirty) endInOrder(ending);
    else if (health.failure === undefined) context.log?.flush();
  } catch (error) {
    context.events.write(104, 'the instance has ended with an error', 0, String(error));
    closeFiles(context);
    throw error;
  }
  closeFiles(context);
  if (health.failure !== undefined) {
    context.events.write(104, 'the instance has ended after a failure', 0, health.failure.code);
    throw health.unavailable();
  }
  context.events.write(103, 'the instance has ended', 0, '', isDirty ? 1 : 0);
  return isDirty ? 'JET_errDirtyShutdown' : 'JET_errSuccess';
}

function endInOrder({ kind, context, background, sessions }: Ending): void {
  const { log, keeper, slots } = context;
  for (const session of [...sessions]) session.end();
  if (kind === 'complete') background.cleanUpAll();
  const written = [...slots.byPath.values()].filter(({ isReadOnly }) => !isReadOnly);
  for (const { file } of written) file.flush();
  log?.noteQuiet();
  keeper?.advanceFully();
  const lgpos = log?.markShutDown();
  for (const database of written) {
    makeClean(context, database, database.isLogged && lgpos !== undefined ? lgpos : noPosition);
  }
  if (log !== undefined) keeper?.write(log.end(), 0);
}

const noPosition = { lGeneration: 0, isec: 0, ib: 0 };

function closeFiles({ slots, log }: AttachContext): void {
  for (const database of [...slots.byPath.values()]) {
    slots.remove(database);
    database.close();
  }
  try {
    log?.close();
  } catch {
    // What cannot be written was told of already.
  }
}
