import { JetError } from '@esekit/core';
import createXxhash from 'xxhash-wasm';

/** A running digest over bytes in order. */
export interface Digest {
  update(bytes: Uint8Array): void;
  /** Lower-case hex; ends the digest. */
  hex(): string;
}

/** `xxh64` finds every accidental change at memory speed; `sha256` also one made on purpose. */
export const digestNames = ['xxh64', 'sha256'] as const;
export type DigestName = (typeof digestNames)[number];

/** Makes digests by name. */
export interface DigestFactory {
  readonly supports: readonly DigestName[];
  /** @throws JET_errFeatureNotAvailable for a name that is not supported here */
  create(name: DigestName): Digest;
}

/** @throws JET_errFeatureNotAvailable, before any work is begun for nothing */
export function requireDigest(digests: DigestFactory, name: DigestName): void {
  if (digests.supports.includes(name)) return;
  throw new JetError('JET_errFeatureNotAvailable', `digest ${name} is not available here`);
}

/** What works everywhere: xxh64 in WebAssembly. `@esekit/backup/node` adds SHA-256. */
export async function portableDigests(): Promise<DigestFactory> {
  const { create64 } = await createXxhash();
  return {
    supports: ['xxh64'],
    create(name) {
      if (name !== 'xxh64')
        throw new JetError('JET_errFeatureNotAvailable', `digest ${name} is not available here`);
      const hash = create64();
      return {
        update: (bytes) => void hash.update(bytes),
        hex: () => hash.digest().toString(16).padStart(16, '0'),
      };
    },
  };
}
