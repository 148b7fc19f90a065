import { JetError, type EsekitEvent, type EventSink } from '@esekit/core';
import type { Environment } from '../environment';
import { printable } from './printable';
import type { ProgressDisplay } from './progress';

export interface EventDisplay {
  readonly sink: EventSink;
  /** Shows what was held back; `failure` is what the work ended with, if it failed. */
  readonly settle: (failure?: unknown) => void;
}

/**
 * Shows events as lines of standard error, without leaving half of a progress bar before them. Each is
 * held back until the next one: damage that ends the work is told once, by the line of the error.
 */
export function eventDisplay(env: Environment, progress: ProgressDisplay): EventDisplay {
  let held: EsekitEvent | undefined;
  const show = (): void => {
    if (held === undefined) return;
    progress.stop();
    env.stderr.write(`${printable(textOf(held))}\n`);
    held = undefined;
  };
  return {
    sink: (event) => {
      if (!isWorthShowing(event)) return;
      show();
      held = event;
    },
    settle: (failure) => {
      if (held && JetError.isInstance(failure) && failure.message.includes(held.text)) held = undefined;
      show();
    },
  };
}

/** The engine's own information is no news here, and what it calls errors ends the work: then the error tells. */
function isWorthShowing(event: EsekitEvent): boolean {
  return event.kind !== 'engine' || event.severity === 'warning';
}

function textOf(event: EsekitEvent): string {
  return event.kind === 'engine' ? event.text : `${event.path}: ${event.text}`;
}
