import { JetError } from '@esekit/core';
import { seededRandom, seedForRun, type Random } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import { pageSizes } from '../../src/geometry';
import { deleteLine, insertLine, replaceLine, setLineFlags } from '../../src/page/lines';
import { externalHeader, NodeView } from '../../src/page/nodes';
import { pageFlag } from '../../src/page/page-layout';
import { PageView } from '../../src/page/page-header';
import { checkPageStructure } from '../../src/page/page-structure';
import { reorganise } from '../../src/page/reorganise';
import type { StructureProblemKind } from '../../src/page/structure-problem';
import { writeTag } from '../../src/page/tags';
import { freshPage, lineOf, nodeLine } from './page-fixture';

const margin = 256;

/** A page full of sound nodes, with other bytes around it. */
function fullPage(pageSize: number): PageView {
  const view = freshPage(pageSize, { margin });
  view.bytes.fill(0x5a, 0, margin).fill(0x5a, margin + pageSize);
  replaceLine(view, 0, lineOf(9, 0x61));
  for (let i = 0; view.cbFree > 60; i++) {
    insertLine(
      view,
      i + 1,
      nodeLine({ key: `key ${String(i).padStart(5, '0')}`, data: 'x'.repeat(1 + (i % 40)) }),
    );
  }
  return view;
}

/** Mostly the bytes that say something about structure: header and tags. */
function mutate(view: PageView, random: Random): void {
  for (let n = 1 + random.below(4); n > 0; n--) {
    const at = random.pick([
      random.below(view.pageSize),
      24 + random.below(16),
      view.pageSize - 1 - random.below(4 * Math.max(1, view.itagMicFree) + 4),
    ]);
    view.bytes[view.start + Math.max(0, at)] = random.pick([0, 1, 0x1f, 0x7f, 0x80, 0xff, random.below(256)]);
  }
}

/** Everything that reads or changes a page; only a JetError may come out of it. */
function useAll(view: PageView, random: Random): void {
  const itag = random.below(Math.max(2, view.itagMicFree + 2));
  const source = lineOf(1 + random.below(random.pick([20, 2000])), 7);
  const node = new NodeView();
  const actions = [
    () => node.read(view, itag).copyKey(new Uint8Array(40_000)),
    () => externalHeader(view),
    () => setLineFlags(view, itag, random.below(8)),
    () => deleteLine(view, itag),
    () => replaceLine(view, itag, source),
    () => insertLine(view, itag, source),
    () => reorganise(view),
  ];
  for (const action of actions) {
    try {
      action();
    } catch (error) {
      if (!JetError.isInstance(error)) throw error;
    }
    checkPageStructure(view);
  }
}

function expectMarginsKept(view: PageView): void {
  const isKept = (byte: number): boolean => byte === 0x5a;
  expect(view.bytes.subarray(0, margin).every(isKept)).toBe(true);
  expect(view.bytes.subarray(-margin).every(isKept)).toBe(true);
}

describe.each(pageSizes)('hostile %i-byte pages', (pageSize) => {
  it('of random bytes never throw, and nothing is written around them', () => {
    const random = seededRandom(seedForRun(`random pages of ${pageSize} bytes`));
    const view = fullPage(pageSize);
    for (let i = 0; i < 400; i++) {
      random.fill(view.bytes.subarray(margin, margin + pageSize));
      // Pure noise stops at the first count: make the counts plausible in most rounds.
      if (i % 4 > 0) view.cbFree = random.below(view.cbPageData);
      if (i % 4 > 0) view.cbUncommittedFree = 0;
      if (i % 4 > 1) view.ibMicFree = random.below(view.cbPageData);
      if (i % 4 > 2) view.itagMicFree = random.below(40);
      view.flags &= ~(pageFlag.preInit | pageFlag.repair | pageFlag.index);
      checkPageStructure(view);
      useAll(view, random);
    }
    expectMarginsKept(view);
  });

  it('with a few bytes changed never throw, and nothing is written around them', () => {
    const random = seededRandom(seedForRun(`changed pages of ${pageSize} bytes`));
    const view = fullPage(pageSize);
    const sound = view.bytes.slice();
    const kinds = new Set<string>();
    for (let i = 0; i < 2000; i++) {
      view.bytes.set(sound);
      mutate(view, random);
      kinds.add(checkPageStructure(view)?.kind ?? 'sound');
      if (i % 4 === 0) useAll(view, random);
    }
    expectMarginsKept(view);
    expect(kinds.size).toBeGreaterThan(5);
  });
});

describe('pages made to be slow', () => {
  function millisecondsPerCheck(view: PageView): number {
    const rounds = 50;
    const start = performance.now();
    for (let i = 0; i < rounds; i++) checkPageStructure(view);
    return (performance.now() - start) / rounds;
  }

  /** 4000 lines of `cb` bytes: the first half in reverse order, the others all in the place of the last. */
  function manyLines(cb: number): PageView {
    const view = new PageView(new Uint8Array(32768));
    view.flags = pageFlag.leaf | pageFlag.newRecordFormat;
    view.itagMicFree = 4000;
    view.ibMicFree = view.cbPageData - 16_000;
    view.cbFree = Math.max(0, view.cbPageData - 16_000 - 4000 * cb);
    for (let itag = 0; itag < 4000; itag++) writeTag(view, itag, Math.max(0, 2000 - itag) * 4, cb);
    return view;
  }

  it.each<[string, number, StructureProblemKind]>([
    ['sizes that add up to many pages', 8000, 'spaceSum'],
    ['lines out of order that overlap late', 4, 'lineOverlap'],
  ])('%s', (_, cb, kind) => {
    const view = manyLines(cb);
    expect(checkPageStructure(view)?.kind).toBe(kind);
    expect(millisecondsPerCheck(view)).toBeLessThan(20);
  });

  it('equal keys of 8000 bytes that use the prefix differently', () => {
    const view = freshPage(32768);
    replaceLine(view, 0, new Uint8Array(8000).fill(0x61));
    const key = 'a'.repeat(8001);
    for (let i = 1; view.cbFree > 20; i++)
      insertLine(view, i, nodeLine({ key, cbPrefix: 8000 - (i & 1) }), 4);
    expect(checkPageStructure(view)).toBeUndefined();
    expect(view.clines).toBeGreaterThan(2000);
    expect(millisecondsPerCheck(view)).toBeLessThan(20);
  });
});
