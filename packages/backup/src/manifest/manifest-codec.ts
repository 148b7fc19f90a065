import { JetError, limits } from '@esekit/core';
import { digestNames, portableDigests } from '../digest/digest';
import { nameProblem } from '../plain-names';
import { manifestFormat, manifestVersion, type Manifest, type ManifestFile } from './manifest';

/**
 * The manifest as text: JSON with a member `self`, the xxh64 of the JSON without that member, so that
 * a change in the manifest is noticed as one in the files is.
 */
export async function encodeManifest(manifest: Manifest): Promise<Uint8Array> {
  const body = JSON.stringify(manifest, null, 2);
  const text = JSON.stringify({ ...manifest, self: await textDigest(body) }, null, 2);
  return new TextEncoder().encode(`${text}\n`);
}

/**
 * Decodes and checks a manifest.
 *
 * @throws JET_errInvalidBackup when it is damaged, of a newer version, or names a file that is not a
 *   plain name
 */
export async function decodeManifest(bytes: Uint8Array, path: string): Promise<Manifest> {
  const fail = (why: string, cause?: unknown): JetError =>
    new JetError('JET_errInvalidBackup', `${path}: ${why}`, { cause });
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw fail('the manifest is not readable JSON', cause);
  }
  if (!isRecord(parsed) || parsed['format'] !== manifestFormat) throw fail('this is no backup manifest');
  if (parsed['version'] !== manifestVersion)
    throw fail(`manifest version ${String(parsed['version'])} is unknown`);
  const { self, ...body } = parsed;
  let text: string;
  try {
    text = JSON.stringify(body, null, 2);
  } catch (cause) {
    // What is nested too deep can be read, but not written.
    throw fail('the manifest is none that this program wrote', cause);
  }
  if (self !== (await textDigest(text))) throw fail('the manifest was changed');
  const problem = shapeProblem(body);
  if (problem) throw fail(problem);
  return body as unknown as Manifest;
}

async function textDigest(text: string): Promise<string> {
  const digest = (await portableDigests()).create('xxh64');
  digest.update(new TextEncoder().encode(text));
  return digest.hex();
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shapeProblem(body: Record<string, unknown>): string | undefined {
  if (typeof body['complete'] !== 'boolean') return 'member complete is missing';
  if (body['kind'] !== 'full') return `the kind ${JSON.stringify(body['kind'])} is unknown`;
  if (!digestNames.some((name) => name === body['digest'])) return 'the digest is unknown';
  const files: unknown = body['files'];
  if (!Array.isArray(files)) return 'member files is missing';
  if (files.length > limits.setFilesMost) return 'too many files';
  if (!files.every(isManifestFile)) return 'a file entry is malformed';
  const hasDatabase = files.some((file) => file.type === 'database');
  if (body['complete'] && !hasDatabase) return 'there is no database in it';
  return nameProblem(files.map((file) => file.name));
}

function isManifestFile(value: unknown): value is ManifestFile {
  return (
    isRecord(value) &&
    typeof value['name'] === 'string' &&
    ['database', 'log', 'checkpoint', 'flushMap'].some((type) => type === value['type']) &&
    Number.isSafeInteger(value['bytes']) &&
    (value['bytes'] as number) >= 0 &&
    typeof value['digest'] === 'string'
  );
}
