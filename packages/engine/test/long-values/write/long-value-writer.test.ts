import { JetError } from '@esekit/core';
import { describe, expect, test } from 'vitest';
import { LidCounter } from '../../../src/long-values/lid-counter';
import type { ChangeableNodes } from '../../../src/long-values/write/changeable-nodes';
import { LongValueWriter } from '../../../src/long-values/write/long-value-writer';
import type { LongValueChange } from '../../../src/records/write/long-value-store';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** A tree without versions, by keys in hex. */
class Nodes implements ChangeableNodes {
  readonly all = new Map<string, Uint8Array>();
  readonly changes: string[] = [];
  #found: Uint8Array = new Uint8Array(0);

  seek(key: Uint8Array, cbKey: number): boolean {
    const found = this.all.get(hex(key.subarray(0, cbKey)));
    this.#found = found ?? new Uint8Array(0);
    return found !== undefined;
  }
  data(): Uint8Array {
    return this.#found;
  }
  insert(key: Uint8Array, data: Uint8Array): void {
    if (this.all.has(hex(key))) throw new JetError('JET_errKeyDuplicate', hex(key));
    this.#set('insert', key, data);
  }
  replace(key: Uint8Array, data: Uint8Array): void {
    if (!this.all.has(hex(key))) throw new JetError('JET_errRecordNotFound', hex(key));
    this.#set('replace', key, data);
  }
  remove(key: Uint8Array): void {
    this.changes.push(`remove ${hex(key)}`);
    if (!this.all.delete(hex(key))) throw new JetError('JET_errRecordNotFound', hex(key));
  }
  lock(): void {
    // One session has nobody to lock out.
  }
  addDelta(key: Uint8Array, delta: number): void {
    const data = this.all.get(hex(key))!;
    new DataView(data.buffer).setUint32(0, new DataView(data.buffer).getUint32(0, true) + delta, true);
  }
  lastKey(): Uint8Array | undefined {
    const last = [...this.all.keys()].sort().at(-1);
    return last === undefined ? undefined : Buffer.from(last, 'hex');
  }
  #set(what: string, key: Uint8Array, data: Uint8Array): void {
    this.changes.push(`${what} ${hex(key)}`);
    this.all.set(hex(key), data.slice());
  }
}

function writerOf(nodes: Nodes, lidSize: 4 | 8 = 8, chunkSize = 16): LongValueWriter {
  return new LongValueWriter({ nodes, lids: new LidCounter(lidSize), chunkSize });
}

const bytes = (length: number, seed = 1): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => (i * 7 + seed * 13) % 251);

describe('a new value', () => {
  test('its first chunk is written before its root, the others behind it (12 §2)', () => {
    const nodes = new Nodes();
    const lid = writerOf(nodes).create(bytes(40), false);
    expect(hex(lid)).toBe('0100008000000080');
    const key = '8000000080000001';
    expect(nodes.changes).toEqual([
      `insert ${key}00000000`,
      `insert ${key}`,
      `insert ${key}00000010`,
      `insert ${key}00000020`,
    ]);
    expect(hex(nodes.all.get(key)!)).toBe('0100000028000000');
  });

  test('an empty one has a root and no chunk', () => {
    const nodes = new Nodes();
    writerOf(nodes, 4).create(new Uint8Array(0), true);
    expect([...nodes.all.keys()]).toEqual(['00000001']);
  });

  test('new LIDs follow the largest in the tree, and are wide where old ones are not', () => {
    const nodes = new Nodes();
    const narrow = writerOf(nodes, 4);
    narrow.create(bytes(3), false);
    expect(hex(narrow.create(bytes(20), false))).toBe('02000000');
    expect(hex(writerOf(nodes, 4).create(bytes(1), false))).toBe('03000000');
    expect(hex(writerOf(nodes, 8).create(bytes(1), false))).toBe('0100008000000080');
    expect(hex(writerOf(nodes, 8).create(bytes(1), false))).toBe('0200008000000080');
  });

  test('after the last LID there is none', () => {
    const nodes = new Nodes();
    nodes.insert(Buffer.from('7fffff00', 'hex'), bytes(8));
    expect(() => writerOf(nodes, 4).create(bytes(1), false)).toThrow(
      expect.objectContaining({ name: 'JET_errOutOfLongValueIDs' }),
    );
  });

  test('chunks are compressed one by one, where that makes them smaller', () => {
    const nodes = new Nodes();
    const value = new Uint8Array(200).fill(0x61);
    value.set(bytes(100), 100);
    const writer = writerOf(nodes, 4, 100);
    const lid = writer.create(value, true);
    expect(nodes.all.get('0000000100000000')!.length).toBeLessThan(100);
    expect(nodes.all.get('0000000100000064')!.length).toBe(100);
    expect(writer.read(lid)).toEqual(value);
  });
});

describe('a change', () => {
  test('of a shared value makes a copy and gives the reference back (12 §2.3)', () => {
    const nodes = new Nodes();
    const writer = writerOf(nodes, 4);
    const lid = writer.create(bytes(40), false);
    writer.addReference(lid);
    const copy = writer.change(lid, { kind: 'append', data: bytes(3) }, false);
    expect(hex(copy)).toBe('02000000');
    expect(hex(nodes.all.get('00000001')!)).toBe('0100000028000000');
    expect(writer.read(lid)).toEqual(bytes(40));
    expect(writer.read(copy)).toEqual(Uint8Array.from([...bytes(40), ...bytes(3)]));
  });

  test('touches the chunks that differ, and the root when the size does', () => {
    const nodes = new Nodes();
    const writer = writerOf(nodes, 4);
    const lid = writer.create(bytes(64), false);
    nodes.changes.length = 0;
    writer.change(lid, { kind: 'overwrite', at: 20, data: bytes(4), cuts: false }, false);
    expect(nodes.changes).toEqual(['replace 0000000100000010']);
  });

  test('a hole is refused (12 §3.1)', () => {
    const writer = writerOf(new Nodes(), 4);
    const lid = writer.create(bytes(5), false);
    expect(() =>
      writer.change(lid, { kind: 'overwrite', at: 6, data: bytes(1), cuts: false }, false),
    ).toThrow(expect.objectContaining({ name: 'JET_errColumnNoChunk' }));
  });

  test('more than 2 GiB are refused before anything is written', () => {
    const nodes = new Nodes();
    const writer = writerOf(nodes, 4);
    const lid = writer.create(bytes(5), false);
    nodes.changes.length = 0;
    expect(() => writer.change(lid, { kind: 'resize', size: 0x8000_0000 }, false)).toThrow(
      expect.objectContaining({ name: 'JET_errColumnTooBig' }),
    );
    expect(nodes.changes).toEqual([]);
  });
});

test('random changes leave what a plain array would be, in whole chunks', () => {
  const seed = Number(process.env.ESEKIT_SEED ?? Math.floor(Math.random() * 2 ** 31));
  let state = seed;
  const random = (most: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * most);
  };
  const chunk = 16;
  const nodes = new Nodes();
  const writer = writerOf(nodes, 8, chunk);
  let value = bytes(30);
  let lid = writer.create(value, true);
  for (let i = 0; i < 2000; i++) {
    const data = random(3) === 0 ? new Uint8Array(random(60)).fill(0x41) : bytes(random(60), i);
    const at = random(value.length + 1);
    const changes: LongValueChange[] = [
      { kind: 'append', data: value.length > 300 ? new Uint8Array(0) : data },
      { kind: 'overwrite', at, data, cuts: random(2) === 0 },
      { kind: 'resize', size: random(200) },
    ];
    const change = changes[random(3)]!;
    const isShared = random(4) === 0;
    if (isShared) writer.addReference(lid);
    const before = lid;
    lid = writer.change(lid, change, random(2) === 0);
    value = applied(value, change);
    const where = `seed ${seed}, step ${i}`;
    expect(Buffer.from(writer.read(lid)).equals(value), where).toBe(true);
    expect(writer.size(lid), where).toBe(value.length);
    if (before !== lid) expect(writer.size(before), where).toBeGreaterThanOrEqual(0);
    const chunks = [...nodes.all.keys()].filter((key) => key.length === 24 && key.startsWith(keyOf(lid)));
    expect(chunks.length, where).toBe(Math.ceil(value.length / chunk));
  }
});

const keyOf = (lid: Uint8Array): string => hex(lid.slice().reverse());

function applied(value: Uint8Array, change: LongValueChange): Uint8Array {
  if (change.kind === 'append') return Uint8Array.from([...value, ...change.data]);
  if (change.kind === 'resize') {
    const result = new Uint8Array(change.size);
    result.set(value.subarray(0, change.size));
    return result;
  }
  const end = change.at + change.data.length;
  const result = new Uint8Array(change.cuts ? end : Math.max(value.length, end));
  result.set(value.subarray(0, result.length));
  result.set(change.data, change.at);
  return result;
}
