import { compress } from '@esekit/core/compression';
import { pageOffsets, type PageView } from '@esekit/pages';
import { beforeImageFlag } from '../records/layouts';

/** A before-image as a record of a split or a merge holds it (21 §5). */
export interface StoredImage {
  readonly bytes: Uint8Array;
  /** Bits of `beforeImageFlag`. */
  readonly flags: number;
}

const none: StoredImage = { bytes: new Uint8Array(0), flags: 0 };

/**
 * The image of a page as it is before the operation, already with the operation's dbtime, as the engine's
 * images have it; compressed where that makes it smaller (24 §5).
 */
export function storedImage(view: PageView | undefined, dbtime: number): StoredImage {
  if (view === undefined) return none;
  const bytes = view.bytes.slice(view.start, view.start + view.pageSize);
  new DataView(bytes.buffer).setBigUint64(pageOffsets.dbtimeDirtied, BigInt(dbtime), true);
  const compressed = compress(bytes);
  return compressed === undefined
    ? { bytes, flags: 0 }
    : { bytes: compressed, flags: beforeImageFlag.compressed };
}
