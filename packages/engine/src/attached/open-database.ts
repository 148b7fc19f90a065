import type { EngineSession } from '../instance/engine-session';
import type { EngineDatabase } from './engine-database';

/** What a JET_DBID of a session is: one JetOpenDatabase (32 §4.4). */
export interface OpenDatabase {
  readonly database: EngineDatabase;
  readonly session: EngineSession;
  readonly isReadOnly: boolean;
  readonly isExclusive: boolean;
}
