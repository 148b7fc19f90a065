export { corpus, describeCorpus } from './corpus';
export { engineArchives, unpackEngineArchive } from './engine-archives';
export { unpackArchive, unpackFile } from './unpack';
export { temporaryFolder } from './temporary-folder';
export { seededRandom, seedForRun, type Random } from './random';
export { randomlyDamaged } from './random-damage';
export { describeReadme, type ReadmeOptions } from './readme/describe-readme';
export { pageFromVector } from './vectors';
export {
  damageCase,
  damageCases,
  damageRowDump,
  type DamageBackup,
  type DamageCase,
  type DamageDatabase,
  type DamageOperation,
  type DamageParameters,
} from './damage/damage-case';
export { parseDriverScript, type DriverCall, type PathPair } from './damage/driver-script';
export { playDriverScript, type DriverTarget } from './damage/play-driver-script';
export {
  eventLine,
  eventLines,
  fileProblems,
  stateProblems,
  unexpectedDatabases,
} from './damage/judge-damage-case';
export {
  changedFiles,
  contentsOf,
  putFolder,
  readFileOf,
  readFolder,
  type FolderContents,
  type FolderFileSystem,
} from './folders/folder-contents';
export { materialiseDamageCase } from './damage/materialise';
export {
  folderChanges,
  folderDigests,
  noChanges,
  type FolderChanges,
  type FolderDigests,
} from './folders/folder-digests';
export {
  comparePagesLogically,
  type PageComparison,
  type PageComparisonOptions,
} from './pages/compare-pages';
export { isBlank, readPage, type NodeImage, type PageImage } from './pages/page-image';
export { pagesOfFile, type PageStore } from './pages/page-store';
export { headerFacts, type BackupFacts, type HeaderFacts } from './headers/header-facts';
export { readHeaderDump, type DumpedHeaderFacts } from './headers/header-dump';
export { compareDump, readDump, type DumpComparison, type DumpComparisonOptions } from './dumps/compare-dump';
export { dumpLines } from './dumps/dump-lines';
export type { DumpableDatabase } from './dumps/dumpable-database';
