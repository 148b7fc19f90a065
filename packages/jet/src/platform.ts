import { JetError, type EngineEvent, type FileSystem, type LogTime } from '@esekit/core';
import type { ParameterDefaults } from './parameters/parameter-set';

/** An event together with who it comes from: what a log of events would show (34 §1). */
export interface JetEvent {
  readonly event: EngineEvent;
  /** JET_paramEventSource of the instance; empty unless it was set. */
  readonly source: string;
  /** Display name of the instance; empty when it has none. */
  readonly instance: string;
}

/** What the calls need from the machine they run on. `@esekit/jet/node` has one for Node. */
export interface JetPlatform {
  readonly fs: FileSystem;
  /** Completes a path. */
  absolutePath(path: string): string;
  /** The same for a folder: with a delimiter at the end. */
  absoluteFolder(path: string): string;
  /**
   * The place on this machine that a database path recorded in logs stands for; `undefined` when it is a path
   * of another machine. Recovery and restore open it, so the answer decides what they may write to.
   */
  localPath(loggedPath: string): string | undefined;
  now(): LogTime;
  /** An unsigned 32-bit number. */
  random(): number;
  onEvent?(event: JetEvent): void;
  /**
   * Runs a task later, in a turn of its own: clean-up and checkpoints in the background. Without it they happen
   * with the calls.
   */
  schedule?(task: () => void, delayMilliseconds: number): void;
  /** Which build's defaults the parameters begin with. Default: that of Windows. */
  readonly defaults?: ParameterDefaults | undefined;
}

/** Longest path of a folder, its delimiter included (31 §1.1). */
const folderPathMost = 246;

/** @throws JET_errInvalidPath */
export function requireFolderPath(platform: JetPlatform, path: string): string {
  const folder = platform.absoluteFolder(path);
  if (folder.length > folderPathMost || folder.includes('\0')) {
    throw new JetError('JET_errInvalidPath', `${path} cannot be the path of a folder`);
  }
  return folder;
}
