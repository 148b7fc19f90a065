import type { Parameter, ParameterValue } from './parameter';
import { allParameters, JET_param, requireParameter, type ParameterName } from './parameters';

/** Which build's defaults parameters begin with: that of Windows, or the engine on its own (32 §5.5). */
export type ParameterDefaults = 'windows' | 'standAlone';

/** Where the defaults of the engine on its own are others. */
const standAlone: Partial<Record<ParameterName, number>> = {
  Flight_NewQueueOptions: 8,
  DisablePerfmon: 1,
  LegacyFileNames: 1,
  EnablePersistedCallbacks: 1,
  StageFlighting: 0,
  PersistedLostFlushDetection: 1,
};

/** Parameters that are kept when all others go back to their defaults: they say how parameters are set. */
const keptByReset: ReadonlySet<number> = new Set([JET_param.Configuration, JET_param.EnableAdvanced]);

/** Values of the parameters: the global ones, or those of an instance. */
export class ParameterSet {
  readonly #values: Map<number, ParameterValue>;
  readonly #defaults: ParameterDefaults;

  private constructor(values: Map<number, ParameterValue>, defaults: ParameterDefaults) {
    this.#values = values;
    this.#defaults = defaults;
  }

  static create(defaults: ParameterDefaults = 'windows'): ParameterSet {
    return new ParameterSet(new Map(), defaults);
  }

  copy(): ParameterSet {
    return new ParameterSet(new Map(this.#values), this.#defaults);
  }

  get(id: number): ParameterValue {
    return this.#values.get(id) ?? this.#defaultOf(requireParameter(id));
  }

  set(id: number, value: ParameterValue): void {
    this.#values.set(id, value);
  }

  /**
   * Everything as it was at first.
   *
   * @param withGlobal not only what belongs to instances
   */
  reset(withGlobal: boolean): void {
    for (const { id, isGlobal } of allParameters()) {
      if (!keptByReset.has(id) && (withGlobal || !isGlobal)) this.#values.delete(id);
    }
  }

  /** The value of a number, grbit or boolean. */
  number(name: ParameterName): number {
    return Number(this.get(JET_param[name]));
  }

  isOn(name: ParameterName): boolean {
    return this.number(name) !== 0;
  }

  text(name: ParameterName): string {
    return String(this.get(JET_param[name]));
  }

  #defaultOf({ name, byDefault }: Parameter): ParameterValue {
    const other = this.#defaults === 'standAlone' ? standAlone[name as ParameterName] : undefined;
    return other ?? byDefault;
  }
}
