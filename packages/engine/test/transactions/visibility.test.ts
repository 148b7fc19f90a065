import { describe, expect, test } from 'vitest';
import { lookAtNode, VisibleNode } from '../../src/transactions';
import { bookmark, VersionedMap } from './versioned-map';

const text = new TextEncoder();

function record(counter: number, words: string): Uint8Array {
  const data = new Uint8Array(4 + words.length);
  new DataView(data.buffer).setInt32(0, counter, true);
  data.set(text.encode(words), 4);
  return data;
}

function read(data: Uint8Array | undefined): string | undefined {
  if (data === undefined) return undefined;
  const counter = new DataView(data.buffer, data.byteOffset).getInt32(0, true);
  return `${counter} ${new TextDecoder().decode(data.subarray(4))}`;
}

function fixture() {
  const map = new VersionedMap();
  const [writer, reader, other] = [1, 2, 3].map(() => map.transactions.openSession());
  map.insert(writer!, 'k', record(100, 'first'));
  return { map, writer: writer!, reader: reader!, other: other! };
}

describe('what a session sees of a node (14 §2.2)', () => {
  test('is the page when there are no versions', () => {
    const { map, reader } = fixture();
    map.transactions.cleanUp(10);
    expect(map.transactions.versions.find(bookmark('k'))).toBeUndefined();
    expect(read(map.look(reader, 'k'))).toBe('100 first');
  });

  test('leaves out what others insert, until a transaction that begins after their commit', () => {
    const { map, writer, reader } = fixture();
    reader.begin();
    writer.begin();
    map.insert(writer, 'new', record(1, 'mine'));
    expect(read(map.look(writer, 'new'))).toBe('1 mine');
    expect(map.look(reader, 'new')).toBeUndefined();
    writer.commit();
    expect(map.look(reader, 'new')).toBeUndefined();
    reader.commit();
    expect(read(map.look(reader, 'new'))).toBe('1 mine');
  });

  test('still has what others delete', () => {
    const { map, writer, reader } = fixture();
    reader.begin();
    map.delete(writer, 'k');
    expect(read(map.look(reader, 'k'))).toBe('100 first');
    expect(map.look(writer, 'k')).toBeUndefined();
  });

  test('is the image before the oldest of several replaces', () => {
    const { map, writer, reader } = fixture();
    reader.begin();
    for (const words of ['second', 'third', 'x']) map.replace(writer, 'k', record(100, words));
    expect(read(map.look(reader, 'k'))).toBe('100 first');
  });

  test('at level 0 is the newest committed state at each look', () => {
    const { map, writer, reader } = fixture();
    writer.begin();
    map.replace(writer, 'k', record(100, 'second'));
    expect(read(map.look(reader, 'k'))).toBe('100 first');
    writer.commit();
    expect(read(map.look(reader, 'k'))).toBe('100 second');
  });

  test('survives a delete and an insert over the deleted node (F-45)', () => {
    const { map, writer, reader, other } = fixture();
    reader.begin();
    writer.begin();
    map.delete(writer, 'k');
    map.insert(writer, 'k', record(1, 'reborn'));
    map.delete(writer, 'k');
    map.insert(writer, 'k', record(2, 'again'));
    expect(read(map.look(reader, 'k'))).toBe('100 first');
    expect(read(map.look(writer, 'k'))).toBe('2 again');
    writer.commit();
    expect(read(map.look(reader, 'k'))).toBe('100 first');
    expect(read(map.look(other, 'k'))).toBe('2 again');
  });

  test('is compensated for deltas of others, older and newer than its own (F-03)', () => {
    const { map, writer, reader, other } = fixture();
    for (const session of [writer, reader, other]) session.begin();
    expect(map.delta(other, 'k', 5)).toBe(100);
    expect(map.delta(reader, 'k', 7)).toBe(105);
    expect(map.delta(other, 'k', 1)).toBe(112);
    expect(read(map.look(reader, 'k'))).toBe('107 first');
    expect(read(map.look(other, 'k'))).toBe('106 first');
    expect(read(map.look(writer, 'k'))).toBe('100 first');
    other.commit();
    expect(read(map.look(reader, 'k'))).toBe('107 first');
    expect(read(map.look(writer, 'k'))).toBe('100 first');
  });

  test('takes a delta back from the before-image of a later replace, and none that came after it', () => {
    const { map, writer, reader } = fixture();
    reader.begin();
    writer.begin();
    map.delta(writer, 'k', 5);
    map.replace(writer, 'k', record(105, 'second'));
    map.delta(writer, 'k', 20);
    expect(read(map.look(writer, 'k'))).toBe('125 second');
    expect(read(map.look(reader, 'k'))).toBe('100 first');
  });

  test('wraps when a delta is taken back, in 4 and in 8 bytes', () => {
    const { map, writer, reader } = fixture();
    const data = new Uint8Array(12);
    const { versions } = map.transactions;
    writer.begin();
    versions.delta(writer.changer(), bookmark('k'), 0, 4, 0x7fff_ffffn);
    versions.delta(writer.changer(), bookmark('k'), 4, 8, 3n);
    new DataView(data.buffer).setInt32(0, -10, true);
    new DataView(data.buffer).setBigInt64(4, -0x8000_0000_0000_0000n, true);
    const seen = new VisibleNode();
    lookAtNode(reader, versions.find(bookmark('k')), false, data, seen);
    const view = new DataView(seen.data.buffer, seen.data.byteOffset);
    expect(view.getInt32(0, true)).toBe((-10 - 0x7fff_ffff) | 0);
    expect(view.getBigInt64(4, true)).toBe(0x7fff_ffff_ffff_fffdn);
    expect(new DataView(data.buffer).getInt32(0, true)).toBe(-10);
  });

  test('is damage when a delta lies outside of the data', () => {
    const { map, writer, reader } = fixture();
    writer.begin();
    map.transactions.versions.delta(writer.changer(), bookmark('k'), 8, 4, 1n);
    expect(() => map.look(reader, 'k')).toThrow(
      expect.objectContaining({ name: 'JET_errDatabaseCorrupted' }),
    );
  });

  test('does not depend on locks', () => {
    const { map, writer, reader } = fixture();
    reader.begin();
    map.replace(writer, 'k', record(100, 'second'));
    writer.begin();
    map.lock(writer, 'k', 'writeLock');
    expect(read(map.look(reader, 'k'))).toBe('100 first');
    expect(read(map.look(writer, 'k'))).toBe('100 second');
  });
});
