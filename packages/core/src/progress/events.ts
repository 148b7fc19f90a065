import type { JetErrorName } from '../errors/error-info';

/**
 * Something the reader of a log of events should know, told to an injected sink. Damage is an event
 * with file, place and size, never a silent skip (34 names the engine's own events).
 */
export type EsekitEvent =
  | {
      readonly kind: 'damage';
      readonly path: string;
      /** Byte offset and size in the file of what is damaged. */
      readonly offset: number;
      readonly size: number;
      readonly error: JetErrorName;
      readonly text: string;
    }
  | { readonly kind: 'note'; readonly path: string; readonly text: string }
  | EngineEvent;

/** An event of the engine's own list (34): what its log of events would hold. */
export interface EngineEvent {
  readonly kind: 'engine';
  /** Number of the event (34 §2 to §8). */
  readonly id: number;
  readonly severity: 'information' | 'warning' | 'error';
  /** The insertion strings from %4 on. */
  readonly parameters: readonly string[];
  /** The event in words. */
  readonly text: string;
}

export type EventSink = (event: EsekitEvent) => void;
