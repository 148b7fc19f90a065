import { createMemoryFileSystem, type FileSystem } from '@esekit/core';
import { seededRandom, seedForRun, type Random } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import { PageBuffer } from '../../src/buffer/page-buffer';
import type { Frame } from '../../src/cache/page-source';
import { isBlankPage } from '../../src/checksum/page-checksum';
import { FlushMap } from '../../src/flush-map/flush-map';
import { verifyDatabase } from '../../src/verify/verify-database';
import { buildDatabase, pageOf } from '../fixture/database';
import { contentOf, putFile, sameBytes } from '../fixture/files';
import { errorOf } from '../cache/page-source-compliance';
import { contentsOf, fillFrame, openFor, pageIn } from './buffer-fixture';

/**
 * Random operations against a map of pages, under budgets so small that almost every operation evicts.
 * Page contents are compared without what a write puts into them.
 */

const firstPages = 30;
const owned = 20;
const pagesMost = 60;

interface ModelOptions {
  readonly pageSize: number;
  readonly budget: number;
  readonly isOverlay: boolean;
}

class Run {
  readonly fs: FileSystem = createMemoryFileSystem();
  readonly buffer: PageBuffer;
  readonly flushMap: FlushMap | undefined;
  /** Contents by page number; a page that is not here is blank. */
  readonly model = new Map<number, Uint8Array>();
  readonly original: Uint8Array;
  /** Pinned frames by their pages. */
  readonly pinned = new Map<number, Frame>();
  pageCount = firstPages;
  dbtime = 0x10000n;
  segment = 1;

  constructor(
    readonly random: Random,
    readonly options: ModelOptions,
  ) {
    const { pageSize, isOverlay, budget } = options;
    const blank = [owned + 1, owned + 3, firstPages];
    this.original = buildDatabase({ pageSize, pages: firstPages, owned, blank, seed: random.below(1e6) });
    putFile(this.fs, 'a.edb', this.original);
    for (let pgno = 1; pgno <= firstPages; pgno++) {
      if (!blank.includes(pgno)) this.model.set(pgno, contentsOf(pageOf(this.original, pageSize, pgno)));
    }
    this.flushMap = random.below(2) === 0 ? new FlushMap(firstPages) : undefined;
    const flushMap = this.flushMap;
    const file = openFor(this.fs, isOverlay ? 'read' : 'readWrite');
    this.buffer = new PageBuffer({ file, pageSize, budget, isOverlay, ...(flushMap ? { flushMap } : {}) });
  }

  get content(): Uint8Array {
    return contentOf(this.fs, 'a.edb');
  }

  step(): void {
    const { random } = this;
    const pgno = 1 + random.below(this.pageCount + 2);
    const choice = random.below(20);
    if (choice < 6) this.get(pgno);
    else if (choice < 8) this.look(pgno);
    else if (choice < 13) this.change(pgno);
    else if (choice < 15) this.pin(pgno);
    else if (choice < 17) this.create(Math.max(3, pgno));
    else if (choice < 18) this.resize(owned + random.below(pagesMost - owned));
    else if (choice < 19) this.release();
    else this.flush();
    expect(this.buffer.pageCount).toBe(this.pageCount);
    for (const [page, frame] of this.pinned) expect(frame.pgno).toBe(page);
  }

  expected(pgno: number): 'present' | 'blank' | 'beyondEnd' {
    if (pgno > this.pageCount) return 'beyondEnd';
    return this.model.has(pgno) ? 'present' : 'blank';
  }

  get(pgno: number): Frame | undefined {
    const expected = this.expected(pgno);
    if (expected !== 'present') {
      const { name } = errorOf(() => this.buffer.get(pgno));
      expect(name).toBe(expected === 'blank' ? 'JET_errPageNotInitialized' : 'JET_errFileIOBeyondEOF');
      return undefined;
    }
    const frame = this.buffer.get(pgno);
    expect(frame.pgno).toBe(pgno);
    expect(sameBytes(contentsOf(pageIn(frame)), this.model.get(pgno)!)).toBe(true);
    return frame;
  }

  look(pgno: number): void {
    expect(this.buffer.look(pgno)).toBe(this.expected(pgno));
  }

  change(pgno: number): void {
    const frame = pgno > 2 ? this.get(pgno) : undefined;
    if (frame === undefined) return;
    this.buffer.change(frame, this.segment++);
    this.fill(frame);
  }

  fill(frame: Frame): void {
    fillFrame(frame, this.random, this.dbtime++);
    this.model.set(frame.pgno, contentsOf(pageIn(frame)));
  }

  /** Pins a page, and changes one that was pinned before. */
  pin(pgno: number): void {
    if (this.expected(pgno) === 'present') this.pinned.set(pgno, this.buffer.pin(pgno));
    const pages = [...this.pinned.keys()].filter((page) => page > 2);
    const frame = pages.length > 0 ? this.pinned.get(this.random.pick(pages)) : undefined;
    if (frame === undefined) return;
    this.buffer.change(frame, this.segment++);
    this.buffer.look(1 + this.random.below(this.pageCount));
    this.fill(frame);
  }

  create(pgno: number): void {
    const frame = this.buffer.create(pgno);
    expect([frame.pgno, isBlankPage(pageIn(frame))]).toEqual([pgno, true]);
    this.buffer.change(frame, this.segment++);
    this.pageCount = Math.max(this.pageCount, pgno);
    this.pinned.set(pgno, frame);
    this.fill(frame);
  }

  resize(pages: number): void {
    this.buffer.resize(pages);
    for (let pgno = pages + 1; pgno <= this.pageCount; pgno++) {
      this.model.delete(pgno);
      this.pinned.delete(pgno);
    }
    this.pageCount = pages;
  }

  release(): void {
    this.buffer.releasePins();
    this.pinned.clear();
  }

  flush(): void {
    this.buffer.flush();
    if (!this.options.isOverlay) this.checkFile();
  }

  /** After a flush the file is what the model says, page by page. */
  checkFile(): void {
    const { content, model } = this;
    const { pageSize } = this.options;
    expect(this.buffer.changedPages).toBe(0);
    for (let pgno = 1; pgno <= this.pageCount; pgno++) {
      const page = pageOf(content, pageSize, pgno);
      const known = model.get(pgno);
      if (known === undefined) expect(page.every((byte) => byte === 0)).toBe(true);
      else expect(sameBytes(contentsOf(page), known)).toBe(true);
    }
  }
}

const runs = [4096, 16384].flatMap((pageSize) =>
  [0, 3, 10].flatMap((slots) =>
    [false, true].map((isOverlay) => ({ pageSize, budget: slots * pageSize, isOverlay })),
  ),
);

describe.each(runs)('pages of $pageSize bytes, budget $budget, overlay $isOverlay', (options) => {
  it('are what was last put into them', async () => {
    const run = new Run(seededRandom(seedForRun(`buffer ${JSON.stringify(options)}`)), options);
    for (let i = 0; i < 700; i++) run.step();
    run.release();
    for (let pgno = 1; pgno <= run.pageCount; pgno++) run.get(pgno);
    if (options.isOverlay) {
      expect(sameBytes(run.content, run.original)).toBe(true);
      return;
    }
    run.flush();
    const verification = await verifyDatabase(run.fs, 'a.edb');
    expect(verification.pages.bad).toBe(0);
    expect(verification.ok).toBe(true);
  });
});
