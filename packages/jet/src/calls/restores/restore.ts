import { JetError } from '@esekit/core';
import { restoreInstance } from '@esekit/restore';
import { engine } from '../../instances/engine';
import { requireOwnFolders } from '../../instances/folders';
import type { Instance } from '../../instances/instance';
import { requireFolderPath } from '../../platform';
import { isNil, statusOf, success, type JET_INSTANCE, type JetStatus } from '../../status';
import type { JET_PFNSTATUS } from '../instances/restart-info';
import { documentedRestoreError, restoreOptionsOf } from './restore-options';

/** {@link JetRestore2} to the places that the logs name. */
export function JetRestore(sz: string, pfn: JET_PFNSTATUS | null = null): Promise<JetStatus> {
  return JetRestore2(sz, null, pfn);
}

/**
 * Restores a backup set in single-instance mode (31 §1, §2). The engine is in that mode for the call alone;
 * the folders of logs and checkpoint are those of the global parameters.
 *
 * @param sz the folder of the set, or the one above its `new` or `old`
 * @param szDest the folder that the databases go to; `null` for the places that the logs name
 * @param pfn gets the progress: Begin 0, rising percentages, Complete 100 of 100
 * @throws JetError as {@link JetRestoreInstance}; JET_errRunningInMultiInstanceMode
 */
export async function JetRestore2(
  sz: string,
  szDest: string | null,
  pfn: JET_PFNSTATUS | null = null,
): Promise<JetStatus> {
  if (engine.mode === 'multi') {
    throw new JetError(
      'JET_errRunningInMultiInstanceMode',
      'there are several instances: use JetRestoreInstance',
    );
  }
  const { only } = engine;
  if (only !== undefined) return restore(only, sz, szDest, pfn);
  requireSource(sz);
  const instance = engine.create(undefined, undefined);
  engine.mode = 'single';
  try {
    return await restore(instance, sz, szDest, pfn);
  } finally {
    engine.free(instance);
  }
}

/**
 * Restores a backup set with the folders of an instance: its databases are copied, the logs of the set and
 * those of the log folder that follow it are replayed, what was open is rolled back (31 §2). The instance is
 * not initialised afterwards, whatever comes of it: JetInit is next, or another restore.
 *
 * @param handle an instance that is created and not initialised; nil for the one of single-instance mode
 * @param sz the folder of the set, or the one above its `new` or `old`
 * @param szDest the folder that the databases go to; `null` for the places that the logs name
 * @param pfn gets the progress: Begin 0, rising percentages, Complete 100 of 100
 * @throws JET_errInvalidParameter, JET_errAlreadyInitialized, JET_errInitInProgress, JET_errTermInProgress,
 *   JET_errRunningInMultiInstanceMode, JET_errInvalidPath, the errors of folders in use;
 *   JET_errInvalidLogSequence when the logs of the log folder do not go on from the set (`cause` tells how);
 *   otherwise as `restoreInstance` of `@esekit/restore` (31 §13)
 */
export async function JetRestoreInstance(
  handle: JET_INSTANCE,
  sz: string,
  szDest: string | null,
  pfn: JET_PFNSTATUS | null = null,
): Promise<JetStatus> {
  if (engine.mode !== 'single' && !isNil(handle)) {
    const instance = engine.require(handle);
    return restore(instance, sz, szDest, pfn);
  }
  return JetRestore2(sz, szDest, pfn);
}

async function restore(
  instance: Instance,
  sz: string,
  szDest: string | null,
  pfn: JET_PFNSTATUS | null,
): Promise<JetStatus> {
  requireRestorable(instance);
  requireSource(sz);
  const { platform } = instance;
  const set = requireFolderPath(platform, sz);
  const destination = szDest === null ? undefined : requireFolderPath(platform, szDest);
  requireOwnFolders(instance, engine.instances);
  instance.state = 'restoring';
  try {
    const { code } = await restoreInstance({
      ...restoreOptionsOf(instance, pfn),
      logFolder: instance.folders.log,
      systemFolder: instance.folders.system,
      set,
      destination,
      localPath: (loggedPath) => placeOf(instance, loggedPath),
      cleansSet: true,
    });
    return code === 'JET_errSuccess' ? success : statusOf(code);
  } catch (error) {
    throw documentedRestoreError(error);
  } finally {
    instance.state = 'created';
  }
}

function requireSource(sz: string): void {
  if (!sz) throw new JetError('JET_errInvalidParameter', 'no folder of a backup set is given');
}

/** 31 §1.1: an instance that is being restored counts as initialised here. */
function requireRestorable({ state }: Instance): void {
  switch (state) {
    case 'created':
      return;
    case 'initialising':
      throw new JetError('JET_errInitInProgress', 'the instance is being initialised');
    case 'terminating':
      throw new JetError('JET_errTermInProgress', 'the instance is being terminated');
    default:
      throw new JetError('JET_errAlreadyInitialized', 'the instance is initialised, or being restored');
  }
}

function placeOf({ platform }: Instance, loggedPath: string): string {
  const path = platform.localPath(loggedPath);
  if (path !== undefined) return path;
  throw new JetError('JET_errInvalidPath', `the logs name ${loggedPath}, a path of another machine`, {
    hint: 'Give a destination folder.',
  });
}
