export { fileSystemCompliance, type TestFramework } from './compliance/file-system-compliance';
export type { ComplianceFixture, ComplianceOptions } from './compliance/compliance-case';
export { createFailingFileSystem, type FailingFileSystem } from './failing/failing-file-system';
export type { FailureOptions, TracedOperation } from './failing/failure-options';
export { fileOperations, type FileOperation } from '../files/operations';
export { wholeBytes, withPowerLoss, type PowerLossFileSystem } from './power-loss/with-power-loss';
export type { Chance, PowerLossReport } from './power-loss/unsynced-file';
