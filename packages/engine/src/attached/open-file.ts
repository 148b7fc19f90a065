import { JetError, type File } from '@esekit/core';
import { DatabaseFile } from '@esekit/log';
import type { HeaderReading } from '@esekit/pages';
import type { AttachContext } from './attach-context';
import { DatabaseOpens } from './database-opens';
import { EngineDatabase } from './engine-database';
import { WatchedFile } from './watched-file';

export interface FileFacts {
  readonly dbid: number;
  readonly path: string;
  readonly isReadOnly: boolean;
  readonly isLogged: boolean;
  readonly pagesMost?: number | undefined;
}

/** A database over a file whose header has been read; nothing is written. */
export function databaseOver(
  context: AttachContext,
  file: File,
  reading: HeaderReading,
  facts: FileFacts,
): EngineDatabase {
  const { fs, instance, events, onEvent } = context;
  const { cacheBytes, keepsFlushMaps = true } = instance.options;
  const log = facts.isLogged ? context.log : undefined;
  let database: EngineDatabase | undefined;
  const watched = new WatchedFile(file, (error) => {
    instance.fail(error);
  });
  const databaseFile = new DatabaseFile(watched, reading, {
    fs,
    path: facts.path,
    isOverlay: facts.isReadOnly,
    cacheBytes,
    now: () => context.now(),
    sign: () => context.sign(),
    onEvent,
    flushMapEvents: events,
    flushMap: facts.isReadOnly || !keepsFlushMaps || log === undefined ? 'never' : 'always',
    makeLogDurable: (logSegment) => log?.allowPages(logSegment),
    creationTime: (lGeneration) => log?.creationTime(lGeneration),
    beforeWrite: (pgnos) => database?.prepareUndo(pgnos) ?? 0,
    operationStart: log === undefined ? undefined : () => instance.replayStart,
  });
  try {
    database = new EngineDatabase({
      ...facts,
      instance,
      log,
      file: databaseFile,
      opens: new DatabaseOpens(),
    });
  } catch (error) {
    databaseFile.close();
    throw error;
  }
  return database;
}

/**
 * Keeps other processes, and other instances, away from a file that is attached; those that only read may be many.
 *
 * @throws JET_errDatabaseSharingViolation, JET_errFileAccessDenied
 */
export function lockDatabase(context: AttachContext, file: File, kind: 'shared' | 'exclusive'): void {
  if (file.tryLock(kind)) return;
  const isOurs = context.instance.options.isUsedElsewhere?.(file.path) ?? false;
  throw new JetError(
    isOurs ? 'JET_errDatabaseSharingViolation' : 'JET_errFileAccessDenied',
    `${file.path} is in use by ${isOurs ? 'another instance' : 'another process'}`,
  );
}
