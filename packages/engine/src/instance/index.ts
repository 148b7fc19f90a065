export { EngineInstance } from './engine-instance';
export { EngineSession, type CommitOptions, type SessionCursor } from './engine-session';
export type {
  AttachDatabaseOptions,
  AttachResult,
  CreateDatabaseOptions,
  InstanceOptions,
  OpenDatabaseOptions,
  RecordedParameters,
  Scheduler,
  StartOptions,
  TermKind,
} from './instance-options';
export { EngineDatabase } from '../attached/engine-database';
export type { OpenDatabase } from '../attached/open-database';
