export { createNodeFileSystem } from './node-file-system';
