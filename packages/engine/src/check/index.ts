export { checkDatabase, type CheckResult } from './check-database';
export type { CheckOptions } from './check-run';
export type { CheckKind, CheckProblem, CheckSeverity, CheckSink } from './problem';
