import { formatLgpos, type EngineEvent, type EventSink, type JetError, type Lgpos } from '@esekit/core';

type Severity = EngineEvent['severity'];

/** The events of recovery (34 §4) by number: how serious they are. */
const severities = {
  300: 'information',
  301: 'information',
  302: 'information',
  304: 'information',
  325: 'information',
  327: 'information',
  331: 'information',
  328: 'information',
  329: 'information',
  335: 'information',
  412: 'error',
  452: 'error',
  453: 'error',
  454: 'error',
  455: 'error',
  456: 'warning',
  463: 'error',
  464: 'error',
  465: 'error',
  466: 'warning',
  471: 'error',
  472: 'warning',
  494: 'error',
  495: 'error',
  498: 'warning',
  499: 'warning',
  216: 'information',
  523: 'error',
  524: 'warning',
  525: 'error',
  526: 'warning',
  527: 'warning',
  528: 'error',
  543: 'error',
  552: 'error',
  554: 'warning',
  555: 'error',
  558: 'error',
  567: 'error',
  619: 'error',
  636: 'warning',
  637: 'information',
  640: 'warning',
  645: 'error',
} as const satisfies Record<number, Severity>;

export type RecoveryEventId = keyof typeof severities;

/** Writes the events of one recovery to its sink. */
export class RecoveryEvents {
  readonly #sink: EventSink | undefined;
  readonly #told = new Set<string>();

  constructor(sink: EventSink | undefined) {
    this.#sink = sink;
  }

  /** Like {@link write}, once for a file however often it is read. */
  writeOnce(id: RecoveryEventId, path: string, text: string): void {
    const name = `${id} ${path}`;
    if (this.#told.has(name)) return;
    this.#told.add(name);
    this.write(id, text, path);
  }

  write(
    id: RecoveryEventId,
    text: string,
    ...parameters: readonly (string | number | Lgpos | JetError)[]
  ): void {
    this.#sink?.({
      kind: 'engine',
      id,
      severity: severities[id],
      parameters: parameters.map(parameterText),
      text,
    });
  }
}

function parameterText(value: string | number | Lgpos | JetError): string {
  if (typeof value !== 'object') return String(value);
  return 'lGeneration' in value ? formatLgpos(value).toUpperCase() : String(value.code);
}
