import { createHash } from 'node:crypto';
import { portableDigests, type DigestFactory } from '../digest/digest';

/** Digests for Node: xxh64, and SHA-256 by the platform's own implementation. */
export async function nodeDigests(): Promise<DigestFactory> {
  const portable = await portableDigests();
  return {
    supports: ['xxh64', 'sha256'],
    create(name) {
      if (name !== 'sha256') return portable.create(name);
      const hash = createHash('sha256');
      return { update: (bytes) => void hash.update(bytes), hex: () => hash.digest('hex') };
    },
  };
}
