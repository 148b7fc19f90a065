export { restoreSet, type RestoreOptions, type RestoreResult } from './restore-set';
