import type { EventSink, FileSystem, LogTime, Signature } from '@esekit/core';
import type { CheckpointKeeper } from '../instance/checkpoint-keeper';
import type { EngineInstance } from '../instance/engine-instance';
import type { FormatChoice } from '../instance/format-choice';
import type { InstanceEvents } from '../instance/instance-events';
import type { LogStream } from '../instance/log-stream';
import type { DatabaseSlots } from './database-slots';

/** What attaching and detaching needs of the instance. */
export interface AttachContext {
  readonly instance: EngineInstance;
  readonly fs: FileSystem;
  readonly pageSize: number;
  readonly format: FormatChoice;
  readonly slots: DatabaseSlots;
  readonly events: InstanceEvents;
  readonly onEvent: EventSink | undefined;
  /** `undefined` without logs. */
  readonly log: LogStream | undefined;
  readonly keeper: CheckpointKeeper | undefined;
  now(): LogTime;
  sign(): Signature;
}
