export { backupCleanInstance, type BackupOptions, type BackupResult } from './backup-clean-instance';
export {
  digestNames,
  portableDigests,
  requireDigest,
  type Digest,
  type DigestFactory,
  type DigestName,
} from './digest/digest';
export type { DatabaseFacts, Manifest, ManifestFile, SetFileType } from './manifest/manifest';
export { readManifest } from './manifest/manifest-file';
export { manifestName, restoreMarkerName } from './set-names';
export { SetFolder } from './set-folder';
export { transferDatabase, type DatabaseTransferResult } from './transfer/transfer-database';
export { transferFile } from './transfer/transfer-file';
export type { Transfer, TransferResult } from './transfer/transfer-options';
export { verifyFile, type FileVerification, type VerifyFileOptions } from './verify/verify-file';
export { verifyFolder, type FolderProblem, type FolderVerification } from './verify/verify-folder';
export { verifySet, type SetProblem, type SetVerification } from './verify/verify-set';
