import { RecordView } from '../record-view';
import type { RecordShape } from './record-shape';

/** Looks at every part of a stored record before it is changed, so that no change can run out of it. */
export class RecordCheck {
  readonly #view: RecordView;

  constructor(readonly shape: RecordShape) {
    this.#view = new RecordView(shape.isLargePage);
  }

  /** @throws JET_errDatabaseCorrupted */
  check(bytes: Uint8Array, start: number, length: number): void {
    const view = this.#view.reset(bytes, start, length);
    for (let fid = 1; fid <= view.fidFixedLast; fid++) {
      const plan = this.shape.byFid[fid];
      if (plan) view.findFixed(fid, plan.offset, plan.size);
    }
    for (let fid = 128; fid <= view.fidVarLast; fid++) view.findVariable(fid);
    for (let n = 0; n < view.taggedCount; n++) view.taggedAt(n);
  }
}
