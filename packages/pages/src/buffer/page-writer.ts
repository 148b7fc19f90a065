import type { File } from '@esekit/core';
import type { PageFrame } from '../cache/page-frame';
import { isBlankPage } from '../checksum/page-checksum';
import type { FlushMap } from '../flush-map/flush-map';
import { pageOffset } from '../geometry';
import { flushTypeForWrite } from '../page/flush-type';
import { isSpecialDbtime } from '../page/page-layout';

const bytesPerWrite = 1 << 20;

/** Puts changed pages into the file: flush type, checksum, and pages side by side in one write. */
export class PageWriter {
  readonly #file: File;
  readonly #pageSize: number;
  readonly #flushMap: FlushMap | undefined;
  /** Where a run is put together; made when it is first needed. */
  #run: Uint8Array | undefined;

  constructor(file: File, pageSize: number, flushMap: FlushMap | undefined) {
    this.#file = file;
    this.#pageSize = pageSize;
    this.#flushMap = flushMap;
  }

  /** Pages of one write. */
  get pagesMost(): number {
    return bytesPerWrite / this.#pageSize;
  }

  /** Puts flush type and checksum into a page that is about to be written (02 §8.2, §3). */
  stamp(frame: PageFrame, isLogged: boolean): void {
    // A page that was created and never formatted stays one without data.
    if (isBlankPage(frame.page)) return;
    const { pgno, view } = frame;
    view.flushType = flushTypeForWrite({
      mapType: this.#flushMap?.stateOf(pgno) ?? 0,
      pageType: view.flushType,
      isLogged,
      isMapRecoverable: this.#flushMap !== undefined,
    });
    frame.stampChecksum(pgno);
  }

  /** Writes stamped pages that follow each other, at most {@link pagesMost}, and tells the flush map. */
  write(frames: readonly PageFrame[]): void {
    const first = frames[0]!;
    const bytes = frames.length === 1 ? first.page : this.#gather(frames);
    this.#file.writeSync(bytes, pageOffset(first.pgno, this.#pageSize));
    if (this.#flushMap === undefined) return;
    for (const { pgno, view } of frames) {
      const { dbtime } = view;
      this.#flushMap.record(pgno, view.flushType, isSpecialDbtime(dbtime) ? 0n : dbtime);
    }
  }

  #gather(frames: readonly PageFrame[]): Uint8Array {
    const run = (this.#run ??= new Uint8Array(bytesPerWrite));
    let at = 0;
    for (const { page } of frames) {
      run.set(page, at);
      at += page.length;
    }
    return run.subarray(0, at);
  }
}
