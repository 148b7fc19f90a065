export * from './geometry';
export { checksumSeed, hasGoodXorChecksum, stampXorChecksum, xorChecksum } from './checksum/xor';
export {
  correctBlock,
  eccChecksum,
  equalEccChecksums,
  formatFlagBit,
  locateWrongBit,
  readEccChecksum,
  writeEccChecksum,
  type BlockKind,
  type EccChecksum,
} from './checksum/ecc';
export {
  checkPageChecksum,
  correctPageBits,
  isBlankPage,
  pageChecksumFormat,
  stampPageChecksum,
  type ChecksumVerdict,
  type PageChecksumFormat,
} from './checksum/page-checksum';
export { pageStatus } from './checksum/kernel';
export { fileTypeNumber, fileTypes, databaseFileTypes, type FileType } from './header/file-types';
export { fileTypeOffset, headerFields, pageSizeOffset, type DatabaseHeader } from './header/header-fields';
export {
  checkHeaderInvariants,
  createHeaderImage,
  databaseMagic,
  decodeDatabaseHeader,
  updateHeaderImage,
} from './header/database-header';
export {
  chooseHeader,
  readDatabaseHeader,
  readDatabaseHeaderSync,
  type HeaderCopy,
  type HeaderCopyState,
  type HeaderReading,
} from './header/header-copies';
export {
  repairHeaderCopies,
  repairHeaderCopiesSync,
  writeDatabaseHeader,
  writeDatabaseHeaderSync,
} from './header/header-writer';
export { unreadableHeaderError } from './header/unreadable-header';
export {
  databaseStateName,
  dbstate,
  isTransitionAllowed,
  openingError,
  stateChange,
  type DatabaseState,
  type StateRange,
} from './header/database-state';
export {
  checkReadableVersion,
  compareFormatVersions,
  featureVersions,
  formatMajor,
  formatVersionOf,
  formatVersionText,
  hasFeature,
  newestKnownVersion,
  newestReadableVersion,
  type Feature,
  type FormatVersion,
} from './header/format-version';
export {
  applyTrailer,
  decodeTrailer,
  encodeTrailer,
  expectsTrailer,
  isBackupCopy,
  trailerFields,
  type Trailer,
} from './header/trailer';
export * from './page';
export { FlushMap } from './flush-map/flush-map';
export {
  readFlushMap,
  readFlushMapHeader,
  readFlushMapHeaderSync,
  readFlushMapSync,
  type FlushMapReading,
} from './flush-map/flush-map-reader';
export {
  decodeFlushMapHeader,
  encodeFlushMapHeader,
  flushMapRejection,
  type FlushMapRejection,
} from './flush-map/flush-map-header';
export {
  flushMapClean,
  flushMapHeaderFields,
  flushMapPageFields,
  flushMapPageOffset,
  flushMapPagesFor,
  flushMapPageSize,
  flushMapPagesPerPage,
  type FlushMapHeader,
} from './flush-map/flush-map-layout';
export {
  createFlushMapPage,
  flushMapDbtimeMax,
  flushMapState,
  isGoodFlushMapPage,
  setFlushMapState,
  stampFlushMapPage,
} from './flush-map/flush-map-page';
export {
  attachFlushMap,
  attachFlushMapSync,
  detachFlushMap,
  detachFlushMapSync,
  flushFlushMap,
  flushFlushMapSync,
  type FlushMapSignatures,
} from './flush-map/flush-map-writer';
export type { Frame, PageSource } from './cache/page-source';
export { PageCache, type PageCacheOptions, type PageCacheStatistics } from './cache/page-cache';
export { flushMapBeside, flushMapPath } from './flush-map/flush-map-beside';
export {
  PageBuffer,
  type PageBufferOptions,
  type PageBufferStatistics,
  type PageSet,
} from './buffer/page-buffer';
export { pageRuns, pageRunsAhead, type PageRange, type PageRun } from './scan/page-source';
export { decodeSpaceHeader, spaceFlag, spaceHeaderSize, type SpaceHeader } from './space/space-header';
export { lastOwnedPage } from './space/last-owned-page';
export { correctedPage, diagnosePage, type PageDamage } from './verify/diagnose-page';
export type { BadPage, DatabaseVerification, FileProblem } from './verify/database-verification';
export {
  verifyDatabase,
  verifyOpenDatabase,
  type DatabasePiece,
  type DatabaseTap,
  type VerifyOptions,
} from './verify/verify-database';
export { verifyFlushMap, type FlushMapVerification } from './verify/verify-flush-map';
export { copyWithCorrectedBits, type BitRepair, type BitRepairOptions } from './verify/repair-bits';
