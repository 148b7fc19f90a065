import { portableDigests } from '../../src';
import type { Contents } from './sample';

/** A manifest as JSON that need not be right. */
export interface ManifestJson extends Record<string, unknown> {
  readonly files?: readonly Record<string, unknown>[] | undefined;
}

/** The manifest of a set, without its digest of itself. */
export function manifestOf(set: Contents): ManifestJson {
  const manifest = JSON.parse(new TextDecoder().decode(set.get('esekit-backup.json'))) as Record<
    string,
    unknown
  >;
  delete manifest['self'];
  return manifest as ManifestJson;
}

/** The bytes of a manifest whose digest of itself is right, whatever else is not. */
export async function forged(manifest: ManifestJson): Promise<Uint8Array> {
  const digest = (await portableDigests()).create('xxh64');
  digest.update(new TextEncoder().encode(JSON.stringify(manifest, null, 2)));
  return new TextEncoder().encode(JSON.stringify({ ...manifest, self: digest.hex() }));
}
