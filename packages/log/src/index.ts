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
export { examineLogHeader, loadLogHeader } from './header/load-log-header';

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
export { scanLog, type LogScan, type LogScanOptions } from './segments/scan-log';
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
export { walkSegmentLog, type LogWalk, type WalkableHeader } from './records/walk-log';

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
  readCheckpoint,
  type CheckpointCopyState,
  type CheckpointVerdict,
} from './checkpoint/read-checkpoint';
export { encodeCheckpoint, writeCheckpoint } from './checkpoint/write-checkpoint';

export { verifyLog, type LogDetails, type LogVerification } from './verify-log';
export { verifyCheckpoint, type CheckpointVerification } from './verify-checkpoint';
export { verifyChain, type ChainProblem, type ChainVerification, type LogChain } from './verify-chain';
export { identifyFile, type EseFileType } from './identify';
export { readInstanceFolder, type InstanceFolder } from './instance-folder';
