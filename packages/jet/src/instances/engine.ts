import { JetError, type EngineEvent } from '@esekit/core';
import type { ParameterTarget } from '../parameters/change-parameter';
import { ParameterSet } from '../parameters/parameter-set';
import type { JetPlatform } from '../platform';
import { isNil, type JET_INSTANCE } from '../status';
import { DatabaseNumbers } from './database-numbers';
import { HandleTable } from './handle-table';
import { Instance, tellEvent } from './instance';
import type { JetSession, JetTable } from './jet-session';

/** How the engine runs (32 §1): one instance that every call means, or several with handles. */
export type EngineMode = 'unset' | 'single' | 'multi';

/**
 * The process-wide state behind the calls: mode, global parameters, instances. It is the only global state of
 * the workspace, because the documented calls have it.
 */
class Engine {
  mode: EngineMode = 'unset';
  parameters = ParameterSet.create();
  sessions = new HandleTable<JetSession>();
  tables = new HandleTable<JetTable>();
  databaseNumbers = new DatabaseNumbers();
  readonly #instances = new Map<JET_INSTANCE, Instance>();
  #platform: JetPlatform | undefined;
  #handleLast = 0;

  get platform(): JetPlatform {
    if (this.#platform !== undefined) return this.#platform;
    throw new JetError('JET_errNotInitialized', 'no platform has been chosen', {
      hint: 'Call configureJet first; in Node: configureJet(nodePlatform()).',
    });
  }

  /** @throws JET_errAlreadyInitialized while there are instances */
  configure(platform: JetPlatform): void {
    if (this.#instances.size > 0) {
      throw new JetError('JET_errAlreadyInitialized', 'instances run on another platform');
    }
    this.#platform = platform;
    this.parameters = ParameterSet.create(platform.defaults);
    this.sessions = new HandleTable();
    this.tables = new HandleTable();
    this.databaseNumbers = new DatabaseNumbers();
    this.mode = 'unset';
  }

  get instances(): readonly Instance[] {
    return [...this.#instances.values()];
  }

  find(handle: JET_INSTANCE): Instance | undefined {
    return this.#instances.get(handle);
  }

  /** The one instance of single-instance mode. */
  get only(): Instance | undefined {
    return this.mode === 'single' ? this.instances[0] : undefined;
  }

  /**
   * The instance that a call means.
   *
   * @throws JET_errNotInitialized or JET_errRunningInMultiInstanceMode when none is named and none is implied;
   *   JET_errInvalidParameter for a handle that is none
   */
  require(handle: JET_INSTANCE): Instance {
    const found = this.only ?? this.find(handle);
    if (found !== undefined) return found;
    if (this.mode === 'unset' && isNil(handle))
      throw new JetError('JET_errNotInitialized', 'there is no instance');
    throw new JetError('JET_errInvalidParameter', `${handle} is not the handle of an instance`);
  }

  /**
   * @throws JET_errTooManyInstances, JET_errInstanceNameInUse
   */
  create(name: string | undefined, displayName: string | undefined): Instance {
    const most = this.mode === 'single' ? 1 : this.parameters.number('MaxInstances');
    if (this.#instances.size >= most) {
      throw new JetError('JET_errTooManyInstances', `there are ${most} instances already`);
    }
    if (this.instances.some((instance) => instance.name === name)) {
      throw new JetError('JET_errInstanceNameInUse', `an instance named ${name ?? '(none)'} exists`);
    }
    const parameters = this.parameters.copy();
    const instance = new Instance(++this.#handleLast, name, displayName, parameters, this.platform);
    this.#instances.set(instance.handle, instance);
    return instance;
  }

  /** The table that a parameter is set in: an instance's, or the one that instances begin with. */
  parameterTarget(instance: Instance | undefined): ParameterTarget {
    return {
      parameters: instance?.parameters ?? this.parameters,
      isGlobal: instance === undefined,
      pageSize: this.parameters.number('DatabasePageSize'),
      hasDatabases: (instance?.running?.databases.size ?? 0) > 0,
      hasMode: this.mode !== 'unset',
      isInitialised: instance?.state === 'initialised',
    };
  }

  /** Writes an event that belongs to no instance, as far as the global parameters ask for it. */
  tell(event: EngineEvent): void {
    tellEvent(this.platform, this.parameters, event, '');
  }

  free(instance: Instance): void {
    this.#instances.delete(instance.handle);
    for (const session of this.sessions.all()) {
      if (session.instance !== instance) continue;
      session.clear();
      this.sessions.drop(session.sesid);
    }
    if (this.#instances.size === 0) this.mode = 'unset';
  }
}

export const engine = new Engine();

/**
 * Chooses the platform that the calls work on; to be called once, before any of them. It resets the global
 * parameters.
 *
 * @throws JET_errAlreadyInitialized while there are instances
 *
 * @example
 * configureJet(nodePlatform());
 */
export function configureJet(platform: JetPlatform): void {
  engine.configure(platform);
}
