import { JetError, viewOf } from '@esekit/core';
import { words } from './index-bytes';

/** JET_SPACEHINTS without its size (10 §6). Sizes in bytes, densities and growth in percent. */
export interface SpaceHints {
  readonly ulInitialDensity: number;
  readonly cbInitial: number;
  readonly grbit: number;
  readonly ulMaintDensity: number;
  readonly ulGrowth: number;
  readonly cbMinExtent: number;
  readonly cbMaxExtent: number;
}

const members = [
  'ulInitialDensity',
  'cbInitial',
  'grbit',
  'ulMaintDensity',
  'ulGrowth',
  'cbMinExtent',
  'cbMaxExtent',
] as const;

/** The first member that is stored: what comes before stands in the row itself (10 §6). */
const firstMember = { table: 2, tree: 1, deferredLongValues: 0 } as const;

/** Whose hints they are: a table's, an index's or long-value tree's, or those of the LV tree to come. */
export type SpaceHintsOwner = keyof typeof firstMember;

const version = 0x01;

/** Columns SpaceHints and SpaceDeferredLVHints; undefined when nothing but zeros is left. */
export function encodeSpaceHints(hints: SpaceHints, owner: SpaceHintsOwner): Uint8Array | undefined {
  const values = members.slice(firstMember[owner]).map((name) => hints[name]);
  while (values.length > 0 && values.at(-1) === 0) values.pop();
  if (values.length === 0) return undefined;
  return Uint8Array.of(version, ...words(values));
}

/** @throws JET_errCatalogCorrupted */
export function decodeSpaceHints(bytes: Uint8Array, owner: SpaceHintsOwner): SpaceHints {
  const first = firstMember[owner];
  const count = (bytes.length - 1) / 4;
  if (bytes[0] !== version || !Number.isInteger(count) || first + count > members.length) {
    throw new JetError('JET_errCatalogCorrupted', `${bytes.length} bytes are no space hints`);
  }
  const view = viewOf(bytes);
  const value = (i: number): number => (i < 0 || i >= count ? 0 : view.getUint32(1 + 4 * i, true));
  return Object.fromEntries(members.map((name, i) => [name, value(i - first)])) as unknown as SpaceHints;
}
