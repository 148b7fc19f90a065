import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { NodeView, pageFlag, pageSizeOffset, PageView } from '@esekit/pages';
import { corpus, unpackArchive } from '@esekit/testkit';

/** A compressed value found in a real file. */
export interface StoredValue {
  readonly where: string;
  readonly stored: Uint8Array;
  /** What it must decompress to: known for chunks, not for values inside a record. */
  readonly size?: number;
}

/** A separated value: its chunks in order, as they are stored, each with the size it stands for. */
export interface SeparatedValue {
  readonly size: number;
  readonly chunks: { readonly stored: Uint8Array; readonly size: number }[];
}

export interface CorpusValues {
  readonly separated: SeparatedValue[];
  readonly chunks: StoredValue[];
  readonly intrinsic: StoredValue[];
}

/** A database of an archive of the engine, unpacked into `folder`; also where its dump is. */
export function engineDatabase(archive: string, folder: string): { bytes: Uint8Array; dump: string } {
  unpackArchive(corpus.path('engine', `${archive}.tar.gz`), folder);
  const bytes = readFileSync(join(folder, archive, 'files', 'a.edb'));
  return { bytes, dump: readFileSync(join(folder, archive, 'dump.jsonl'), 'utf8') };
}

export function windowsDatabase(item: string, file: string): Uint8Array {
  return gunzipSync(readFileSync(corpus.path('windows', item, `${file}.gz`)));
}

export function windowsText(item: string, file: string): string {
  return gunzipSync(readFileSync(corpus.path('windows', item, `${file}.gz`))).toString('utf8');
}

/**
 * Every long value of a database, found without its catalog: the leaf pages of all trees are read one by
 * one, so this also works for a database that was not shut down.
 */
export function longValuesOf(bytes: Uint8Array): CorpusValues {
  const pageSize = new DataView(bytes.buffer, bytes.byteOffset).getUint32(pageSizeOffset, true);
  const view = new PageView(bytes, 0, pageSize);
  const node = new NodeView();
  const tree = new LongValueTree(pageSize);
  const intrinsic: StoredValue[] = [];
  const others = pageFlag.empty | pageFlag.parentOfLeaf | pageFlag.spaceTree | pageFlag.index;
  for (let at = 2 * pageSize; at + pageSize <= bytes.length; at += pageSize) {
    view.reset(bytes, at);
    if (!view.hasFlag(pageFlag.leaf) || view.hasFlag(others)) continue;
    for (let iline = 0; iline < view.clines; iline++) {
      node.read(view, iline);
      if (node.isDeleted) continue;
      const where = `page ${at / pageSize - 1} node ${iline}`;
      if (view.hasFlag(pageFlag.longValue)) tree.add(view.objidFDP, node, where);
      else intrinsic.push(...compressedFields(node.data(), view.isLarge, where));
    }
  }
  return { ...tree.values(), intrinsic };
}

const chunkSizes: Record<number, number> = { 2048: 1966, 4096: 4014, 8192: 8110, 16384: 4050, 32768: 8150 };

/** Puts roots and chunks of all long-value trees together (12 §2). */
class LongValueTree {
  readonly #chunkSize: number;
  readonly #sizes = new Map<string, number>();
  readonly #chunks: { owner: string; offset: number; stored: Uint8Array; where: string }[] = [];

  constructor(pageSize: number) {
    this.#chunkSize = chunkSizes[pageSize]!;
  }

  add(objid: number, node: NodeView, where: string): void {
    const key = new Uint8Array(node.cbKey);
    node.copyKey(key);
    const data = node.data();
    const isRoot = key.length === 4 || (key.length === 8 && key[0]! >= 0x80);
    const owner = `${objid}:${Buffer.from(isRoot ? key : key.subarray(0, -4)).toString('hex')}`;
    if (isRoot) this.#sizes.set(owner, new DataView(data.buffer, data.byteOffset).getUint32(4, true));
    else {
      const offset = new DataView(key.buffer).getUint32(key.length - 4);
      this.#chunks.push({ owner, offset, stored: data, where });
    }
  }

  values(): Pick<CorpusValues, 'separated' | 'chunks'> {
    const values = new Map(
      [...this.#sizes].map(([owner, size]) => [owner, { size, chunks: [] } as SeparatedValue]),
    );
    const chunks: StoredValue[] = [];
    for (const { owner, offset, stored, where } of this.#chunks.sort((a, b) => a.offset - b.offset)) {
      const value = values.get(owner);
      if (value === undefined) continue;
      const size = Math.min(this.#chunkSize, value.size - offset);
      value.chunks.push({ stored, size });
      if (stored.length < size) chunks.push({ where, stored, size });
    }
    return { separated: [...values.values()], chunks };
  }
}

/** The compressed intrinsic long values of a record (11 §1.3); multi-values are left out. */
function compressedFields(record: Uint8Array, isLarge: boolean, where: string): StoredValue[] {
  const u16 = (at: number): number => record[at]! | (record[at + 1]! << 8);
  const variables = record[1]! - 127;
  const variableData = u16(2) + 2 * variables;
  const tagged = variables > 0 ? variableData + (u16(variableData - 2) & 0x7fff) : u16(2);
  if (tagged >= record.length) return [];
  const offsetMask = isLarge ? 0x7fff : 0x1fff;
  const fields = (u16(tagged + 2) & offsetMask) / 4;
  const found: StoredValue[] = [];
  for (let i = 0; i < fields; i++) {
    const word = u16(tagged + 4 * i + 2);
    const start = tagged + (word & offsetMask);
    const end = i + 1 < fields ? tagged + (u16(tagged + 4 * i + 6) & offsetMask) : record.length;
    const isExtended = isLarge || (word & 0x4000) !== 0;
    // Of all bits of the field's header byte only "long value" and "compressed" are set.
    if (!isExtended || end <= start || record[start] !== 0x03) continue;
    found.push({ where: `${where} field ${u16(tagged + 4 * i)}`, stored: record.subarray(start + 1, end) });
  }
  return found;
}
