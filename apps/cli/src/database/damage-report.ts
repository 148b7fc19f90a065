import type { LossSink } from '@esekit/btree';
import { JetError, type EventSink, type JetErrorName } from '@esekit/core';
import type { Environment } from '../environment';
import { errorLine } from '../failure';
import { hexOf } from '../output/json';
import { printable } from '../output/printable';
import type { ProgressDisplay } from '../output/progress';
import { count } from '../output/text';

/** Lines that a person at a terminal is shown; a file or a pipe gets all of them. */
const shownMost = 20;

export interface CorrectedPage {
  readonly page: number;
  readonly text: string;
}

/**
 * Damage that is passed over, each told in a line of standard error when it is met, and summed up at the end in
 * the line of an error.
 */
export class DamageReport {
  count = 0;
  /** Pages that are readable because wrong bits were put right. */
  readonly corrected: CorrectedPage[] = [];
  #first: JetErrorName | undefined;

  constructor(
    readonly env: Environment,
    readonly path: string,
    readonly progress: ProgressDisplay,
  ) {}

  add(error: JetErrorName, text: string): void {
    this.#first ??= error;
    this.count++;
    const { stderr } = this.env;
    if (stderr.isTerminal && this.count > shownMost) return;
    this.progress.stop();
    stderr.write(`${printable(this.path)}: ${error}: ${printable(this.#withoutPath(text))}\n`);
  }

  /** Messages about pages name the path, which stands in front of the line anyway. */
  #withoutPath(text: string): string {
    return text.replaceAll(`${this.path}: `, '');
  }

  /** Takes what the database tells while it is read. */
  readonly eventSink: EventSink = (event) => {
    if (event.kind !== 'damage') return;
    this.corrected.push({ page: event.offset / event.size - 1, text: this.#withoutPath(event.text) });
    this.add(event.error, event.text);
  };

  /** Takes the losses of a walk over a tree. `what` says what lies in the pages, such as `rows of T`. */
  lossSink(what: string): LossSink {
    return ({ kind, error, text, keyFrom, keyTo }) => {
      this.add(error, kind === 'page' ? `${text}: ${what} ${range(keyFrom, keyTo)} are lost` : text);
    };
  }

  /** The line of the error; nothing when there was no damage. */
  finish(): void {
    if (this.#first === undefined) return;
    const more = this.count > shownMost && this.env.stderr.isTerminal ? `, the first ${shownMost} shown` : '';
    const text = `${this.path}: ${count(this.count, 'damaged place')} met${more}`;
    this.env.stderr.write(errorLine(new JetError(this.#first, text)));
  }
}

/** Keys are bytes: what they are made of is not to be had back from them in general. */
function range(from: Uint8Array | null, to: Uint8Array | null): string {
  if (from === null && to === null) return 'with any key';
  if (from === null) return `with keys below ${hexOf(to!)}`;
  return to === null ? `with keys from ${hexOf(from)} on` : `with keys from ${hexOf(from)} to ${hexOf(to)}`;
}
