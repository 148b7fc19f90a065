export { compress } from './compress';
export { decompress, decompressInto, decompressedSize, type Decompressed } from './decompress';
export { compressionScheme, schemeShift } from './schemes';
export { crc32c } from './crc32c';
export { readXpress10Header } from './xpress10';
