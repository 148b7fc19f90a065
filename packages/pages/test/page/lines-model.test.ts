import { seededRandom, seedForRun, type Random } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import { pageSizes } from '../../src/geometry';
import { deleteLine, insertLine, replaceLine, setLineFlags } from '../../src/page/lines';
import { lineStart } from '../../src/page/nodes';
import { pageFlag } from '../../src/page/page-layout';
import type { PageView } from '../../src/page/page-header';
import { hasRoomForLine } from '../../src/page/page-space';
import { checkPageStructure } from '../../src/page/page-structure';
import { reorganise } from '../../src/page/reorganise';
import { tagCb, tagFlags } from '../../src/page/tags';
import { freshPage, spaceSum } from './page-fixture';

/** A page as the array it stands for: line 0 is the external header. */
interface ModelLine {
  bytes: Uint8Array;
  flags: number;
}

const steps = 3000;

/** Random operations on a page and on its model; after each the two must agree. */
class Run {
  readonly view: PageView;
  readonly model: ModelLine[] = [{ bytes: new Uint8Array(0), flags: 0 }];
  readonly lineMost: number;

  constructor(
    readonly random: Random,
    pageSize: number,
  ) {
    this.view = freshPage(pageSize, { flags: pageFlag.spaceTree | pageFlag.leaf, margin: 64 });
    this.view.bytes.fill(0x5a, 0, 64).fill(0x5a, pageSize + 64);
    // Small lines make full pages of many tags, large ones make reorganising frequent.
    this.lineMost = random.pick([12, 60, 300, Math.floor(pageSize / 3)]);
  }

  step(): string {
    const { random, model } = this;
    const kind = random.pick([
      'insert',
      'insert',
      'insert',
      'replace',
      'replace',
      'delete',
      'flags',
      'header',
      'reorganise',
    ]);
    if (kind === 'insert') this.insert();
    else if (kind === 'header') this.replace(0, this.bytes(random.below(40)));
    else if (kind === 'reorganise') reorganise(this.view);
    else if (model.length > 1) this.change(kind, 1 + random.below(model.length - 1));
    return kind;
  }

  insert(): void {
    const bytes = this.bytes(4 + this.random.below(this.lineMost));
    if (!hasRoomForLine(this.view, bytes.length)) return this.makeRoom();
    const itag = 1 + this.random.below(this.model.length);
    const flags = this.random.below(8);
    insertLine(this.view, itag, bytes, flags);
    this.model.splice(itag, 0, { bytes, flags });
  }

  /** Empties a good part of the page, so that the run is not all refusals. */
  makeRoom(): void {
    for (let n = this.random.below(this.model.length); n > 0; n--)
      this.delete(1 + this.random.below(this.model.length - 1));
  }

  change(kind: string, itag: number): void {
    if (kind === 'replace') this.replace(itag, this.bytes(4 + this.random.below(this.lineMost)));
    else if (kind === 'delete') this.delete(itag);
    else setLineFlags(this.view, itag, (this.model[itag]!.flags = this.random.below(8)));
  }

  replace(itag: number, bytes: Uint8Array): void {
    const line = this.model[itag]!;
    if (bytes.length - line.bytes.length > this.view.cbFree) return;
    replaceLine(this.view, itag, bytes);
    line.bytes = bytes;
  }

  delete(itag: number): void {
    deleteLine(this.view, itag);
    this.model.splice(itag, 1);
  }

  bytes(size: number): Uint8Array {
    return this.random.fill(new Uint8Array(size));
  }

  /** What is wrong, or `undefined`. */
  difference(): string | undefined {
    const { view, model } = this;
    const problem = checkPageStructure(view);
    if (problem) return problem.text;
    if (spaceSum(view) !== view.cbPageData) return `space sum ${spaceSum(view)}`;
    if (view.itagMicFree !== model.length) return `${view.itagMicFree} tags for ${model.length} lines`;
    if (!view.bytes.subarray(0, 64).every((byte) => byte === 0x5a))
      return 'bytes in front of the page changed';
    if (!view.bytes.subarray(-64).every((byte) => byte === 0x5a)) return 'bytes behind the page changed';
    const wrong = model.findIndex((line, itag) => !this.isLine(itag, line));
    return wrong < 0 ? undefined : `line ${wrong} differs`;
  }

  isLine(itag: number, { bytes, flags }: ModelLine): boolean {
    const { view } = this;
    if (tagCb(view, itag) !== bytes.length || tagFlags(view, itag) !== flags) return false;
    const start = lineStart(view, itag);
    // The flags of a large page take the top bits of byte 1 of each node.
    const byte1Mask = view.isLarge && itag > 0 ? 0x1f : 0xff;
    for (let i = 0; i < bytes.length; i++) {
      if (((view.bytes[start + i]! ^ bytes[i]!) & (i === 1 ? byte1Mask : 0xff)) !== 0) return false;
    }
    return true;
  }
}

describe('a page under random changes is the array it stands for', () => {
  it.each(pageSizes)(`%i-byte pages, ${steps} steps`, (pageSize) => {
    const random = seededRandom(seedForRun(`lines of ${pageSize}-byte pages`));
    for (let round = 0; round < 4; round++) {
      const run = new Run(random, pageSize);
      for (let step = 0; step < steps / 4; step++) {
        const kind = run.step();
        const difference = run.difference();
        if (difference !== undefined) expect.fail(`round ${round}, step ${step}, ${kind}: ${difference}`);
      }
    }
  });
});
