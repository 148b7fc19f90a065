import { JetError } from '@esekit/core';
import {
  decodeSpaceHeader,
  externalHeader,
  spaceHeaderSize,
  type PageView,
  type SpaceHeader,
} from '@esekit/pages';
import { TreePage } from '../page/tree-page';
import { checkRoot } from '../path/page-role';
import type { Tree } from '../tree';

/** Field bits in the first byte of the extended form (03 §3.1). */
const fieldBit = { spaceHeader: 1, autoIncrement: 2 } as const;
const knownFields = fieldBit.spaceHeader | fieldBit.autoIncrement;

/** What tag 0 of a tree's root holds (03 §3.1). */
export interface RootHeader {
  /** `plain`: the 16 bytes of a space header and nothing else. `none`: tag 0 is empty. */
  readonly form: 'plain' | 'extended' | 'none';
  readonly space: SpaceHeader | undefined;
  /** The largest auto-increment value given out, where the root keeps it. */
  readonly autoIncrementMost: bigint | undefined;
  /** Field bits that this version does not know; with any of them the root must not be modified. */
  readonly unknownFields: number;
}

/** Decodes tag 0 of a root; fields that do not fit into it are `undefined`. */
export function decodeRootHeader(header: Uint8Array): RootHeader {
  const space = decodeSpaceHeader(header);
  if (header.length === 0 || header.length === spaceHeaderSize) {
    const form = header.length === 0 ? 'none' : 'plain';
    return { form, space, autoIncrementMost: undefined, unknownFields: 0 };
  }
  const fields = header[0]!;
  const start = 1 + ((fields & fieldBit.spaceHeader) !== 0 ? spaceHeaderSize : 0);
  const hasAutoIncrement = (fields & fieldBit.autoIncrement) !== 0 && header.length >= start + 8;
  const view = new DataView(header.buffer, header.byteOffset, header.length);
  return {
    form: 'extended',
    space,
    autoIncrementMost: hasAutoIncrement ? view.getBigUint64(start, true) : undefined,
    unknownFields: fields & ~knownFields,
  };
}

/** The 16 bytes of a space header (04 §2). */
export function encodeSpaceHeader(space: SpaceHeader): Uint8Array {
  const bytes = new Uint8Array(spaceHeaderSize);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, space.cpg, true);
  view.setUint32(4, space.pgnoParent, true);
  view.setUint32(8, space.flags, true);
  view.setUint32(12, space.rgbitAvailOrPgnoOE, true);
  return bytes;
}

/**
 * Tag 0 of a root with another space header: what else it holds stays, in its form and order (03 §3.1).
 * `undefined` when there is no space header in it, or a field that this version does not know.
 */
export function withSpaceHeader(header: Uint8Array, space: SpaceHeader): Uint8Array | undefined {
  const { form, space: old, unknownFields } = decodeRootHeader(header);
  if (old === undefined || unknownFields !== 0) return undefined;
  const changed = header.slice();
  changed.set(encodeSpaceHeader(space), form === 'plain' ? 0 : 1);
  return changed;
}

/**
 * Tag 0 of a root with the largest auto-increment value (03 §3.1), in the extended form; the space header stays.
 *
 * @throws JET_errDatabaseCorrupted when it has fields that this version does not know
 */
export function withAutoIncrementMost(header: Uint8Array, most: bigint): Uint8Array {
  const { space, unknownFields } = decodeRootHeader(header);
  if (unknownFields !== 0) {
    throw new JetError(
      'JET_errDatabaseCorrupted',
      `a root header of ${header.length} bytes has unknown fields`,
    );
  }
  const start = 1 + (space === undefined ? 0 : spaceHeaderSize);
  const changed = new Uint8Array(start + 8);
  changed[0] = fieldBit.autoIncrement | (space === undefined ? 0 : fieldBit.spaceHeader);
  if (space !== undefined) changed.set(encodeSpaceHeader(space), 1);
  new DataView(changed.buffer).setBigUint64(start, most, true);
  return changed;
}

/**
 * Reads the header of a tree's root.
 *
 * @throws JET_errDatabaseCorrupted when the page is not the tree's root; the error of a damaged page
 */
export function readRootHeader(tree: Tree): RootHeader {
  return decodeRootHeader(externalHeader(rootView(tree)));
}

/** The root page, checked to be one. It means nothing after the next `get` of the source. */
export function rootView(tree: Tree): PageView {
  const frame = tree.source.get(tree.pgnoFDP);
  checkRoot(new TreePage().bind(frame), tree);
  return frame.view;
}
