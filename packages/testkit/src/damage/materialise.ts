import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { corpus } from '../corpus';
import { readArchive } from '../unpack';
import { damageCase, type DamageFile, type DamageInput } from './damage-case';

type Files = ReadonlyMap<string, Uint8Array>;

const bases = new Map<string, Files>();

/**
 * Builds the input folder of a case below `folder` and returns its path. Every file is verified by its size and
 * SHA-256.
 */
export function materialiseDamageCase(id: string, folder: string): string {
  const target = join(folder, id);
  const { input } = damageCase(id);
  const files = buildFiles(id, input);
  if (files.size !== Object.keys(input.files).length) throw new Error(`${id}: ${files.size} files`);
  mkdirSync(target, { recursive: true });
  for (const [name, bytes] of files) {
    const expected = input.files[name];
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    if (expected?.size !== bytes.length || expected.sha256 !== sha256)
      throw new Error(`${id}: ${name} differs`);
    const path = join(target, name);
    mkdirSync(dirname(path), { recursive: true });
    if (existsSync(path)) chmodSync(path, 0o644);
    writeFileSync(path, bytes);
    if (input.readOnly?.includes(name)) chmodSync(path, 0o444);
  }
  return target;
}

function buildFiles(id: string, { base, take, build }: DamageInput): Map<string, Uint8Array> {
  const files = new Map(take.map((name) => [name, required(baseFiles(base), name)]));
  for (const step of build) files.set(step.to, buildFile(id, step));
  return files;
}

function buildFile(id: string, step: DamageFile): Uint8Array {
  switch (step.op) {
    case 'empty':
      return new Uint8Array(0);
    case 'file':
      return required(readArchive(corpus.path('damage', 'cases', id, 'delta.tar.gz')), step.from);
    case 'copy': {
      const [base, ...name] = step.from.split('/') as [string, ...string[]];
      const original = required(baseFiles(base), name.join('/')).slice(0, step.truncate);
      for (const patch of step.patch ?? []) {
        if ('zeros' in patch) original.fill(0, patch.offset, patch.offset + patch.zeros);
        else original.set(Buffer.from(patch.hex, 'hex'), patch.offset);
      }
      const appended = [Buffer.alloc(step.appendZeros ?? 0), Buffer.from(step.appendHex ?? '', 'hex')];
      return new Uint8Array(Buffer.concat([original, ...appended]));
    }
  }
}

function baseFiles(name: string): Files {
  let files = bases.get(name);
  if (files === undefined)
    bases.set(name, (files = readArchive(corpus.path('damage', 'bases', `${name}.tar.gz`))));
  return files;
}

function required(files: Files, name: string): Uint8Array {
  const bytes = files.get(name);
  if (bytes === undefined) throw new Error(`the archive has no ${name}`);
  return bytes;
}
