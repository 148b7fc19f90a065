import { JetError, type FileSystem, type JetErrorName } from '@esekit/core';
import type { InstanceFolders, Instance } from './instance';

const uses: readonly (readonly [keyof InstanceFolders, JetErrorName])[] = [
  ['temp', 'JET_errTempPathInUse'],
  ['system', 'JET_errSystemPathInUse'],
  ['log', 'JET_errLogFilePathInUse'],
];

/** @throws JET_errTempPathInUse, JET_errSystemPathInUse, JET_errLogFilePathInUse (32 §2.2) */
export function requireOwnFolders(instance: Instance, others: readonly Instance[]): void {
  const own = instance.folders;
  for (const [part, error] of uses) {
    const user = others.find(
      (other) => other !== instance && other.holdsFolders && other.folders[part] === own[part],
    );
    if (user !== undefined) throw new JetError(error, `${own[part]} belongs to a running instance`);
  }
}

/**
 * The folders of an instance must be there, or may be created (32 §2.2).
 *
 * @throws JET_errInvalidPath; of the log folder with event 455, of the others with event 426
 */
export function prepareFolders(instance: Instance): void {
  const { parameters, folders, platform } = instance;
  const { fs } = platform;
  const creates = parameters.isOn('CreatePathIfNotExist');
  const temp = fs.directoryName(folders.temp);
  for (const path of [temp, folders.system, folders.log]) {
    const facts = fs.statSync(path);
    if (facts?.kind === 'directory') continue;
    if (facts === undefined && creates) {
      createFolder(fs, path);
      continue;
    }
    instance.write(102, 'information', 'the instance starts', String(instance.handle));
    const id = path === folders.log ? 455 : 426;
    instance.write(id, 'error', `${path} is not a folder`, path, '-1023');
    throw new JetError('JET_errInvalidPath', `${path} is not a folder`, {
      hint: 'Create it, or set JET_paramCreatePathIfNotExist.',
    });
  }
}

function createFolder(fs: FileSystem, path: string): void {
  const above = fs.directoryName(path);
  if (above !== path && fs.statSync(above) === undefined) createFolder(fs, above);
  fs.createDirectorySync(path);
}
