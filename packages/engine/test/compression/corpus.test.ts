import { createHash } from 'node:crypto';
import { describeCorpus, temporaryFolder } from '@esekit/testkit';
import { expect, it } from 'vitest';
import {
  compress,
  compressionScheme,
  decompress,
  decompressInto,
  schemeShift,
} from '@esekit/core/compression';
import {
  engineDatabase,
  longValuesOf,
  windowsDatabase,
  windowsText,
  type SeparatedValue,
  type StoredValue,
} from './corpus-values';

/** Databases made by Windows, with the compressed chunks and intrinsic values they hold. */
const windowsDatabases = [
  ['dissect-binary', 'binary.edb', 1, 1],
  ['dissect-multi', 'multi.edb', 9, 0],
  ['eseparser-decompress', 'decompress_test.edb', 0, 30],
  ['eseparser-test', 'test.edb', 3, 0],
  ['windows-search-win10-dirty', 'Windows.edb', 7, 13371],
  ['xbim-logo-b', 'BIM Logo-LetterB.xBIM', 2, 0],
] as const;

function bytesOf(stored: Uint8Array, size?: number): Uint8Array {
  const value = decompress(stored, size);
  if (value.kind !== 'data') throw new Error(`a value that is ${value.kind}`);
  return value.bytes;
}

/** Decompresses chunk after chunk into one value. */
function assemble(value: SeparatedValue): Uint8Array {
  const bytes = new Uint8Array(value.size);
  let at = 0;
  for (const { stored, size } of value.chunks) {
    if (stored.length === size) bytes.set(stored, at);
    else expect(decompressInto(stored, bytes, at, size)).toBe('data');
    at += size;
  }
  expect(at).toBe(value.size);
  return bytes;
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The engine's choice of a scheme must be ours; 7-bit forms must even have the same bytes. */
function expectSameChoice(values: readonly StoredValue[]): void {
  for (const { where, stored, size } of values) {
    const ours = compress(bytesOf(stored, size), { isChunk: size !== undefined })!;
    const scheme = stored[0]! >>> schemeShift;
    expect(ours[0]! >>> schemeShift, where).toBe(scheme);
    if (scheme !== compressionScheme.xpress) expect(Buffer.compare(ours, stored), where).toBe(0);
    else expect(ours.length, where).toBeLessThanOrEqual(stored.length * 1.05);
  }
}

describeCorpus('compressed values of the engine', () => {
  const folder = temporaryFolder();

  it.each([
    ['clean-types-4k', 9],
    ['clean-types-8k', 6],
    ['clean-types-32k', 6],
  ])('%s: the long values are those of its dump', (archive, chunkCount) => {
    const { bytes, dump } = engineDatabase(archive, folder);
    const known = new Set([...dump.matchAll(/"sha256":"(\w+)"/g)].map(([, digest]) => digest));
    const { separated, chunks, intrinsic } = longValuesOf(bytes);
    const values = [...separated.map(assemble), ...intrinsic.map(({ stored }) => bytesOf(stored))];
    // The dump has digests of values above 200 bytes only.
    const unknown = values.filter((value) => value.length > 200 && !known.has(sha256(value)));
    expect(unknown.map((value) => value.length)).toEqual([]);
    expect([separated.length, chunks.length, intrinsic.length]).toEqual([25, chunkCount, 36]);
    expectSameChoice([...chunks, ...intrinsic]);
  });
});

describeCorpus('compressed values of Windows', () => {
  it.each(windowsDatabases)(
    '%s/%s',
    (item, file, chunkCount, intrinsicCount) => {
      const { chunks, intrinsic } = longValuesOf(windowsDatabase(item, file));
      for (const { where, stored, size } of chunks) expect(bytesOf(stored, size).length, where).toBe(size);
      expect([chunks.length, intrinsic.length]).toEqual([chunkCount, intrinsicCount]);
      expectSameChoice([...chunks, ...intrinsic]);
    },
    30_000,
  );

  it('eseparser-decompress: the values are those that another reader exported', () => {
    const { intrinsic } = longValuesOf(windowsDatabase('eseparser-decompress', 'decompress_test.edb'));
    const text = new TextDecoder('latin1');
    const read = intrinsic.map(({ stored }) => text.decode(bytesOf(stored)).replaceAll('\0', ''));
    const rows = windowsText('eseparser-decompress', 'decompress_test.edb.dissect.jsonl').split('\n');
    const exported = rows
      .filter((row) => row.includes('"compressed_ascii": '))
      .flatMap((row): string[] => {
        const cells = JSON.parse(row) as Record<string, string> & { compressed_binary: { hex: string } };
        const binary = Buffer.from(cells.compressed_binary.hex, 'hex').toString('latin1');
        return [cells['compressed_unicode']!, cells['compressed_ascii']!, binary];
      });
    expect(read.sort()).toEqual(exported.sort());
  });
});
