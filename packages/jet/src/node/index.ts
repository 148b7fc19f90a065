import { randomBytes } from 'node:crypto';
import { isAbsolute, resolve, sep } from 'node:path';
import { logTimeFromDate } from '@esekit/core';
import { createNodeFileSystem } from '@esekit/core/node';
import type { ParameterDefaults } from '../parameters/parameter-set';
import type { JetEvent, JetPlatform } from '../platform';

export interface NodePlatformOptions {
  readonly onEvent?: ((event: JetEvent) => void) | undefined;
  /**
   * The place of a database path that logs hold. Default: the path itself when it is an absolute one of this
   * system, so a drive letter is nothing outside Windows.
   */
  readonly localPath?: ((loggedPath: string) => string | undefined) | undefined;
  /** Which build's defaults the parameters begin with. Default: that of Windows. */
  readonly defaults?: ParameterDefaults | undefined;
}

/**
 * The machine that this process runs on: its files, clock and random numbers.
 *
 * @example
 * configureJet(nodePlatform({ onEvent: ({ event }) => console.log(event.id, event.text) }));
 */
export function nodePlatform({
  onEvent,
  localPath = ownPath,
  defaults,
}: NodePlatformOptions = {}): JetPlatform {
  return {
    fs: createNodeFileSystem(),
    absolutePath: (path) => resolve(path),
    absoluteFolder(path) {
      const absolute = resolve(path);
      return absolute.endsWith(sep) ? absolute : absolute + sep;
    },
    localPath,
    now: () => logTimeFromDate(new Date()),
    random: () => randomBytes(4).readUInt32LE(0),
    schedule: (task, delayMilliseconds) => void setTimeout(task, delayMilliseconds).unref(),
    defaults,
    ...(onEvent === undefined ? {} : { onEvent }),
  };
}

/** For Windows a path is absolute with a drive or a server; one that only begins with a delimiter is not. */
function ownPath(loggedPath: string): string | undefined {
  const isOwn = sep === '\\' ? /^[a-z]:|^\\\\/i.test(loggedPath) : true;
  return isOwn && isAbsolute(loggedPath) ? loggedPath : undefined;
}
