import { JetError, limits, type FileSystem } from '@esekit/core';
import { manifestDraftName, manifestName } from '../set-names';
import type { Manifest } from './manifest';
import { decodeManifest, encodeManifest } from './manifest-codec';

/** The manifest of the set in `folder`; `undefined` when there is none. */
export async function readManifest(fs: FileSystem, folder: string): Promise<Manifest | undefined> {
  const path = fs.join(folder, manifestName);
  const facts = await fs.stat(path);
  if (facts === undefined) return undefined;
  if (facts.kind !== 'file') throw new JetError('JET_errInvalidBackup', `${path} is no file`);
  if (facts.size > limits.manifestBytesMost) {
    throw new JetError('JET_errInvalidBackup', `${path}: ${facts.size} bytes are too many for a manifest`);
  }
  const file = await fs.open(path, 'read');
  try {
    const bytes = new Uint8Array(facts.size);
    return await decodeManifest(bytes.subarray(0, await file.read(bytes, 0)), path);
  } finally {
    await file.close();
  }
}

/**
 * Makes `manifest` the manifest of the set, durably: written beside, synced, renamed into place. A
 * crash at any point leaves the old one or the new one.
 */
export async function writeManifest(fs: FileSystem, folder: string, manifest: Manifest): Promise<void> {
  const draft = fs.join(folder, manifestDraftName);
  const file = await fs.open(draft, 'createNew');
  try {
    await file.write(await encodeManifest(manifest), 0);
    await file.sync();
  } finally {
    await file.close();
  }
  await fs.rename(draft, fs.join(folder, manifestName));
  await fs.syncDirectory(folder);
}
