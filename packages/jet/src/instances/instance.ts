import type { EngineEvent } from '@esekit/core';
import type { EngineInstance } from '@esekit/engine';
import type { ParameterSet } from '../parameters/parameter-set';
import type { JetPlatform } from '../platform';
import type { JET_INSTANCE } from '../status';

/** Where an instance is in its life (32 §2). A freed one is no instance any more. */
export type InstanceState = 'created' | 'initialising' | 'initialised' | 'terminating' | 'restoring';

/** Name of the temporary database where a folder is given. */
const temporaryName = 'tmp.edb';

/** One instance: its name, its parameters, and its log while it runs. */
export class Instance {
  state: InstanceState = 'created';
  /** JetStopService: only what ends something is allowed. */
  isStopped = false;
  /** While it is initialised. */
  running: EngineInstance | undefined;

  constructor(
    readonly handle: JET_INSTANCE,
    readonly name: string | undefined,
    readonly displayName: string | undefined,
    readonly parameters: ParameterSet,
    readonly platform: JetPlatform,
  ) {}

  /** Whether its folders are its own now. */
  get holdsFolders(): boolean {
    return this.state !== 'created';
  }

  get folders(): InstanceFolders {
    const folder = (path: string): string => this.platform.absoluteFolder(path === '' ? '.' : path);
    const temp = this.parameters.text('TempPath');
    const isFolder = /[\\/]$/.test(temp);
    return {
      system: folder(this.parameters.text('SystemPath')),
      log: folder(this.parameters.text('LogFilePath')),
      temp: isFolder ? `${folder(temp)}${temporaryName}` : this.platform.absolutePath(temp),
    };
  }

  /** "on" and "repair" are on, everything else is off (32 §5.6). */
  get hasRecovery(): boolean {
    return ['on', 'repair'].includes(this.parameters.text('Recovery').toLowerCase());
  }

  /** Events at or below the level that the parameters ask for. */
  readonly tell = (event: EngineEvent): void => {
    tellEvent(this.platform, this.parameters, event, this.displayName ?? this.name ?? '');
  };

  write(id: number, severity: EngineEvent['severity'], text: string, ...parameters: readonly string[]): void {
    this.tell({ kind: 'engine', id, severity, parameters, text });
  }
}

export interface InstanceFolders {
  readonly system: string;
  readonly log: string;
  /** The file of temporary tables. */
  readonly temp: string;
}

/** Hands out an event if the parameters do not suppress it (34 §1). */
export function tellEvent(
  platform: JetPlatform,
  parameters: ParameterSet,
  event: EngineEvent,
  instance: string,
): void {
  if (event.severity === 'information' && parameters.isOn('NoInformationEvent')) return;
  if (parameters.number('EventLoggingLevel') < 1) return;
  platform.onEvent?.({ event, source: parameters.text('EventSource'), instance });
}
