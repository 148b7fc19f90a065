export { checkDatabase, type CheckResult } from './check-database';
export { checkFile, type CheckFileOptions } from './check-file';
export type { CheckOptions } from './check-run';
export type { CheckKind, CheckProblem, CheckSeverity, CheckSink } from './problem';
export { spaceOf, type TreeSpaceUse } from './space-of';
