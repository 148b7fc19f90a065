import { lineStart, PageView, stampPageChecksum } from '@esekit/pages';

/** The root of the database root's owned-extent tree; every sample made by the engine has it here. */
export const pgnoOwnedExtents = 2;

/**
 * Makes the one extent that a small database owns reach to `pgnoLast`: the node is a key of 4 bytes
 * (last page, big endian) and 4 bytes of data (pages, little endian).
 */
export function extendOwnedExtent(page: Uint8Array, pgnoLast: number): void {
  const view = new PageView(page);
  const node = lineStart(view, 1) + 2;
  const fields = new DataView(page.buffer, page.byteOffset, page.length);
  if (view.clines !== 1 || fields.getUint32(node) !== fields.getUint32(node + 4, true)) {
    throw new Error('the sample owns more than one extent');
  }
  fields.setUint32(node, pgnoLast);
  fields.setUint32(node + 4, pgnoLast, true);
  stampPageChecksum(page, pgnoOwnedExtents);
}
