import { seededRandom, seedForRun, type Random } from '@esekit/testkit';
import { cbPrefixOverhead, NodeView, type PageView } from '@esekit/pages';
import { describe, expect, it } from 'vitest';
import {
  addToNodeData,
  changeNodeFlags,
  compareBytes,
  deleteNode,
  insertNode,
  insertNodeFrom,
  replaceNodeData,
  setExternalHeader,
} from '../../src/index';
import { expectSound, hex, pageOf, pageSizes } from './page-fixture';

/** A leaf under random changes against a sorted array of what it should hold. */

interface ModelNode {
  readonly key: Uint8Array;
  data: Uint8Array;
  flags: number;
}

function common(a: Uint8Array, b: Uint8Array): number {
  let i = 0;
  while (i < a.length && i < b.length && a[i] === b[i]) i++;
  return i;
}

function randomKey(random: Random, prefix: Uint8Array): Uint8Array {
  const shared = random.below(2) === 0 ? 0 : random.below(prefix.length + 1);
  const key = random.fill(new Uint8Array(shared + 1 + random.below(20)));
  key.set(prefix.subarray(0, shared));
  return key;
}

function randomData(random: Random, pageSize: number): Uint8Array {
  const most = random.below(20) === 0 ? pageSize / 4 : 60;
  return random.fill(new Uint8Array(1 + random.below(most)));
}

function expectContent(view: PageView, model: readonly ModelNode[], prefix: Uint8Array): void {
  const node = new NodeView();
  expect(view.clines).toBe(model.length);
  let cb = prefix.length + 4;
  model.forEach(({ key, data, flags }, iline) => {
    node.read(view, iline);
    const found = new Uint8Array(node.cbKey);
    node.copyKey(found);
    const shared = common(key, prefix);
    const cbPrefix = shared > cbPrefixOverhead ? shared : 0;
    const expected = [hex(key), hex(data), flags, cbPrefix];
    expect([hex(found), hex(node.data()), node.flags & 3, node.cbPrefix]).toEqual(expected);
    cb += 4 + (cbPrefix > 0 ? 4 : 2) + key.length - cbPrefix + data.length;
  });
  expect(view.cbFree).toBe(view.cbPageData - cb);
  expectSound(view);
}

/** The room a node takes that shares nothing with the prefix. */
function roomFor(key: Uint8Array, data: Uint8Array): number {
  return 4 + 2 + key.length + data.length;
}

function step(random: Random, view: PageView, model: ModelNode[], prefix: Uint8Array): void {
  const iline = random.below(model.length || 1);
  const node = model[iline];
  const data = randomData(random, view.pageSize);
  switch (node === undefined ? 0 : random.below(9)) {
    case 0:
    case 1:
    case 2: {
      const key = randomKey(random, prefix);
      const after = model.findIndex((other) => compareBytes(other.key, key) >= 0);
      const at = after < 0 ? model.length : after;
      const isThere = model[at] !== undefined && compareBytes(model[at].key, key) === 0;
      if (isThere || roomFor(key, data) > view.cbFree) return;
      const flags = random.below(4);
      if (random.below(2) === 0) insertNode(view, at, key, data, flags);
      else
        insertNodeFrom(view, at, Uint8Array.of(1, 2, ...key, ...data, 3), 2, key.length, data.length, flags);
      model.splice(at, 0, { key, data, flags });
      return;
    }
    case 3:
      deleteNode(view, iline);
      model.splice(iline, 1);
      return;
    case 4:
    case 5:
      if (data.length - node!.data.length > view.cbFree) return;
      replaceNodeData(view, iline, data);
      node!.data = data;
      return;
    case 6: {
      const [set, clear] = [random.below(4), random.below(4)];
      changeNodeFlags(view, iline, set, clear);
      node!.flags = (node!.flags & ~clear) | set;
      return;
    }
    default: {
      const width = random.pick([4, 8] as const);
      if (node!.data.length < width) return;
      const cbOffset = random.below(node!.data.length - width + 1);
      const delta = BigInt.asIntN(8 * width, BigInt(`0x${hex(random.fill(new Uint8Array(width)))}`));
      addToNodeData(view, iline, cbOffset, delta, width);
      const changed = node!.data.slice();
      const number = new DataView(changed.buffer, cbOffset, width);
      if (width === 4)
        number.setUint32(0, Number(BigInt.asUintN(32, BigInt(number.getUint32(0, true)) + delta)), true);
      else number.setBigUint64(0, BigInt.asUintN(64, number.getBigUint64(0, true) + delta), true);
      node!.data = changed;
    }
  }
}

describe('a page under random changes holds what the model holds, and keeps its structure', () => {
  it.each(pageSizes)('%i-byte pages', (pageSize) => {
    const random = seededRandom(seedForRun(`changes of ${pageSize}-byte pages`));
    for (let round = 0; round < 4; round++) {
      const prefix = random.fill(new Uint8Array(random.pick([0, 2, 3, 9])));
      const view = pageOf([], { pageSize, storesReservedTags: random.below(2) === 1 });
      setExternalHeader(view, prefix);
      const model: ModelNode[] = [];
      for (let i = 0; i < 400; i++) {
        step(random, view, model, prefix);
        if (i % 10 === 0) expectContent(view, model, prefix);
        else expectSound(view);
      }
      expectContent(view, model, prefix);
    }
  });
});
