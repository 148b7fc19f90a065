export { corpus, describeCorpus } from './corpus';
export { unpackArchive, unpackFile } from './unpack';
export { temporaryFolder } from './temporary-folder';
export { seededRandom, seedForRun, type Random } from './random';
export { pageFromVector } from './vectors';
