import type { EngineEvent } from '@esekit/core';
import type { ParameterSet } from '../parameters/parameter-set';
import type { JetPlatform } from '../platform';
import type { JET_INSTANCE } from '../status';

/** Where an instance is in its life (32 §2). A freed one is no instance any more. */
export type InstanceState = 'created' | 'initialising' | 'initialised' | 'terminating' | 'restoring';

/** The log of an instance while it runs. */
export interface RunningLog {
  /** Ends the run in order. Nothing is attached then. */
  end(): void;
  /** Leaves the log as a crash would. */
  abandon(): void;
  /**
   * Notes that databases are restored into this stream elsewhere, and begins a new generation.
   *
   * @returns the generation that was closed
   */
  closeForRestore(logFolder: string): number;
}

/** One instance: its name, its parameters, and its log while it runs. */
export class Instance {
  state: InstanceState = 'created';
  /** While it runs with recovery on. */
  run: RunningLog | undefined;

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
      temp: isFolder ? folder(temp) : this.platform.absolutePath(temp),
    };
  }

  /** "on" and "repair" are on, everything else is off (32 §5.6). */
  get hasRecovery(): boolean {
    return ['on', 'repair'].includes(this.parameters.text('Recovery').toLowerCase());
  }

  /** Events at or below the level that the parameters ask for. */
  readonly tell = (event: EngineEvent): void => {
    if (event.severity === 'information' && this.parameters.isOn('NoInformationEvent')) return;
    if (this.parameters.number('EventLoggingLevel') < 1) return;
    const source = this.parameters.text('EventSource');
    this.platform.onEvent?.({ event, source, instance: this.displayName ?? this.name ?? '' });
  };

  write(id: number, severity: EngineEvent['severity'], text: string, ...parameters: readonly string[]): void {
    this.tell({ kind: 'engine', id, severity, parameters, text });
  }
}

export interface InstanceFolders {
  readonly system: string;
  readonly log: string;
  /** The folder, or the file, of temporary tables. */
  readonly temp: string;
}
