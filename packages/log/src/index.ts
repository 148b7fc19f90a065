export {
  generationDigits,
  logFileName,
  parseLogFileName,
  sameBaseName,
  type GenerationDigits,
  type LogExtension,
  type LogFileKind,
  type LogFileName,
} from './names';
export type { LogProblem } from './problem';

export {
  attachmentFlag,
  readAttachments,
  writeAttachments,
  type Attachment,
  type AttachmentList,
} from './attachments';
export { dbmsParamSize, readDbmsParam, writeDbmsParam, type DbmsParam } from './dbms-param';

export {
  logHeaderFields,
  logHeaderFlag,
  logHeaderSize,
  type LogHeaderFields,
} from './header/log-header-fields';
export { logPageSize, readLogHeader, type LogHeader } from './header/log-header';
export { encodeLogHeader, type LogHeaderInput } from './header/encode-log-header';
export {
  acceptedLogLayout,
  compareLogVersions,
  formatLogVersion,
  hasAccumulatedChecksum,
  logVersions,
  type LogLayout,
  type LogVersion,
} from './header/log-version';
export { checkLogHeader, type LogHeaderExpectations, type LogHeaderVerdict } from './header/check-log-header';
export {
  examineLogHeader,
  examineLogHeaderSync,
  loadLogHeader,
  loadLogHeaderSync,
} from './header/load-log-header';

export { segmentDataSize, segmentFlags, segmentOffsets, segmentSize } from './segments/segment-layout';
export {
  checkSegment,
  hasGoodSegmentChecksum,
  isZeroSegment,
  readSegmentHeader,
  stampSegment,
  storedSegmentChecksum,
  type SegmentChecksumState,
  type SegmentHeader,
} from './segments/segment-check';
export {
  SegmentScanner,
  type SegmentScan,
  type SegmentScanOptions,
  type SegmentSink,
} from './segments/segment-scanner';
export { scanLog, scanLogSync, type LogScan, type LogScanOptions } from './segments/scan-log';
export { segmentChecksum } from './segments/segment-checksum';
export { findClosingRecord, type ClosingRecord } from './segments/closing-record';

export {
  recordSize,
  recordTypeEnd,
  recordTypeName,
  recordTypeNumber,
  recordTypes,
  type RecordTypeName,
} from './records/record-sizes';
export {
  copyRecordBytes,
  recordBytes,
  recordLgpos,
  type LogRecord,
  type RecordVisitor,
} from './records/log-record';
export { RecordWalker, type IncompleteRecord } from './records/record-walker';
export {
  walkSegmentLog,
  walkSegmentLogSync,
  type LogWalk,
  type LogWalkOptions,
  type WalkableHeader,
} from './records/walk-log';

export { decodeRecord, type DecodedRecord, type RecordValue } from './records/decode-record';
export { applyDifference, createDifference, narrowDifferencePageMost } from './records/difference';
export { encoderOf, giveBackRecord, type RecordEncoder } from './records/encode-record';
export * from './records/encoders';
export type { DecodableTypeName } from './records/record-layouts';
export type { EmptiedPage, RecordInput, RecordValues } from './records/record-values';
export {
  backupPhase,
  beforeImageFlag,
  commitCtxFlag,
  createDBFlag,
  dbtimeNil,
  detachDBFlag,
  hasCommitCtxFlags,
  mergeFlag,
  mergeType,
  pageMoveFlag,
  pageRecordFlag,
  splitOper,
  splitType,
  versionOper,
} from './records/layouts';

export { LogWriter, type CurrentLog, type NewLog } from './writer/log-writer';
export type { LogWriterOptions } from './writer/log-writer-options';
export type { PreviousLog } from './writer/new-log';
export { prepareReserveLogs, reserveLogName } from './writer/reserve-logs';

export { DatabaseFile, type DatabaseFileOptions } from './attached/database-file';
export type { FlushMapEvents } from './attached/flush-map-session';

export {
  checksumRecordSize,
  longChecksum,
  readChecksumRecord,
  shadowMark,
  shortChecksum,
  shortChecksumUse,
  type ChecksumRecord,
} from './legacy/checksum-record';
export { fillPatternByte, isFillPattern } from './legacy/fill-pattern';
export { scanLegacyLog, type LegacyGeometry, type LegacyScan } from './legacy/legacy-chain';
export { walkLegacyRecords } from './legacy/legacy-walker';

export {
  checkpointCopySize,
  checkpointFields,
  checkpointFileSize,
  checkpointFileType,
  checkpointHasAttachments,
  type Checkpoint,
} from './checkpoint/checkpoint-layout';
export {
  checkCheckpoint,
  decodeCheckpoint,
  examineCheckpointSync,
  readCheckpoint,
  readCheckpointSync,
  type CheckpointCopyState,
  type CheckpointVerdict,
} from './checkpoint/read-checkpoint';
export { encodeCheckpoint, writeCheckpoint, writeCheckpointSync } from './checkpoint/write-checkpoint';

export { verifyLog, type LogDetails, type LogVerification } from './verify-log';
export { verifyCheckpoint, type CheckpointVerification } from './verify-checkpoint';
export { verifyChain, type ChainProblem, type ChainVerification, type LogChain } from './verify-chain';
export { identifyFile, type EseFileType } from './identify';
export { readInstanceFolder, type InstanceFolder } from './instance-folder';

export {
  databasesByMap,
  databasesInFolder,
  loggedFileName,
  type DatabaseLocator,
  type DatabaseMapEntry,
  type LoggedDatabase,
} from './recovery/database-locator';
export { checkpointPath, findCheckpoint, LogFolder, type StreamName } from './recovery/log-folder';

export { RecordJournal, type RecordJournalOptions, type RecordLog } from './journal/record-journal';
