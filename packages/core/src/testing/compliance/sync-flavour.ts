import type { File, FileSystem } from '../../files/file-system';
import { promised } from '../../files/promised';

/**
 * The same file system with its asynchronous operations done by the synchronous ones. A case of the
 * suite is written once, with the asynchronous operations, and runs in both flavours.
 */
export function syncFlavour(fs: FileSystem): FileSystem {
  return {
    open: (path, mode) => promised(() => syncFlavourOfFile(fs.openSync(path, mode))),
    stat: (path) => promised(() => fs.statSync(path)),
    readDirectory: (path) => promised(() => fs.readDirectorySync(path)),
    createDirectory: (path) => promised(() => fs.createDirectorySync(path)),
    rename: (from, to) => promised(() => fs.renameSync(from, to)),
    removeFile: (path) => promised(() => fs.removeFileSync(path)),
    removeDirectory: (path) => promised(() => fs.removeDirectorySync(path)),
    syncDirectory: (path) => promised(() => fs.syncDirectorySync(path)),
    openSync: (path, mode) => fs.openSync(path, mode),
    statSync: (path) => fs.statSync(path),
    readDirectorySync: (path) => fs.readDirectorySync(path),
    createDirectorySync: (path) => fs.createDirectorySync(path),
    renameSync: (from, to) => fs.renameSync(from, to),
    removeFileSync: (path) => fs.removeFileSync(path),
    removeDirectorySync: (path) => fs.removeDirectorySync(path),
    syncDirectorySync: (path) => fs.syncDirectorySync(path),
    join: (folder, name) => fs.join(folder, name),
    baseName: (path) => fs.baseName(path),
    directoryName: (path) => fs.directoryName(path),
  };
}

function syncFlavourOfFile(file: File): File {
  return {
    path: file.path,
    size: () => promised(() => file.sizeSync()),
    read: (target, position) => promised(() => file.readSync(target, position)),
    write: (source, position) => promised(() => file.writeSync(source, position)),
    truncate: (size) => promised(() => file.truncateSync(size)),
    sync: () => promised(() => file.syncSync()),
    close: () => promised(() => file.closeSync()),
    sizeSync: () => file.sizeSync(),
    readSync: (target, position) => file.readSync(target, position),
    writeSync: (source, position) => file.writeSync(source, position),
    truncateSync: (size) => file.truncateSync(size),
    syncSync: () => file.syncSync(),
    closeSync: () => file.closeSync(),
    tryLock: (kind) => file.tryLock(kind),
    unlock: () => file.unlock(),
  };
}
