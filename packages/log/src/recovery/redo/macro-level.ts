import type { Frame } from '@esekit/pages';
import { hasImage, readBeforeImage, type BeforeImage } from './before-image';
import { setPageDbtime } from './numbers';
import type { PageOperation } from './page-operation';
import { beginChange, endChange, endChangeOfLines, pageToOverwrite, pageToRedo } from './redo-rule';

/**
 * The pages that one macro changes. They stay pinned, and so out of the file, until all of them are changed
 * and have the dbtime of the macro.
 */
export class MacroPages {
  readonly #frames: Frame[] = [];
  /** How many tags each of them had. */
  readonly #counts: number[] = [];

  /** Main page of the record at hand, when it needs the change. */
  main(operation: PageOperation): Frame | undefined {
    return this.other(operation, operation.pgno, operation.dbtimeBefore);
  }

  /** A page that the record at hand names besides; `undefined` as well when there is none, number 0. */
  other(operation: PageOperation, pgno: number, dbtimeBefore: number): Frame | undefined {
    if (pgno === 0) return undefined;
    const frame = pageToRedo(operation, pgno, dbtimeBefore);
    if (frame !== undefined) {
      beginChange(operation, frame);
      this.add(frame);
    }
    return frame;
  }

  /** A page that was created or overwritten for the macro. */
  add(frame: Frame | undefined): Frame | undefined {
    if (frame !== undefined) {
      this.#frames.push(frame);
      this.#counts.push(frame.view.itagMicFree);
    }
    return frame;
  }

  /**
   * Takes the main page of the record at hand back to what it was, because another page needs nodes that
   * it does not have any more (23 §4.6.1, step 2). The records that follow bring it forward again.
   *
   * @returns `undefined` when the record has no image
   */
  restore(operation: PageOperation, image: BeforeImage): Frame | undefined {
    if (!hasImage(image)) return undefined;
    const { pgno, dbtime, dbtimeBefore } = operation;
    const frame = pageToOverwrite(operation, pgno);
    readBeforeImage(image, frame.view, { pgno, dbtime });
    setPageDbtime(frame.view, Math.max(0, dbtimeBefore));
    return this.add(frame);
  }

  end(operation: PageOperation): void {
    for (const [i, { view }] of this.#frames.entries()) {
      const hasOtherLines = view.itagMicFree !== this.#counts[i];
      (hasOtherLines ? endChangeOfLines : endChange)(operation, view);
    }
  }
}
