import type { EngineEvent, EventSink } from '@esekit/core';
import type { FlushMapEvents } from '@esekit/log';

type Severity = EngineEvent['severity'];

/** The events of a running instance (34 §2, §5) by number: how serious they are. */
const severities = {
  102: 'information',
  103: 'information',
  104: 'error',
  105: 'information',
  325: 'information',
  326: 'information',
  327: 'information',
  331: 'information',
  408: 'error',
  428: 'error',
  429: 'error',
  439: 'error',
  456: 'warning',
  472: 'warning',
  481: 'error',
  492: 'error',
  636: 'warning',
  637: 'information',
  640: 'warning',
} as const satisfies Record<number, Severity>;

export type InstanceEventId = keyof typeof severities;

/** Writes the events of an instance to its sink. */
export class InstanceEvents implements FlushMapEvents {
  readonly #sink: EventSink | undefined;

  constructor(sink: EventSink | undefined) {
    this.#sink = sink;
  }

  write(id: InstanceEventId, text: string, ...parameters: readonly (string | number)[]): void {
    this.#sink?.({
      kind: 'engine',
      id,
      severity: severities[id],
      parameters: parameters.map(String),
      text,
    });
  }
}
