import type { ParameterValue } from './parameter';
import { allParameters, JET_param, requireParameter, type ParameterName } from './parameters';

/** Values of the parameters: the global ones, or those of an instance. */
export class ParameterSet {
  readonly #values: Map<number, ParameterValue>;

  constructor(from?: ParameterSet) {
    this.#values =
      from === undefined
        ? new Map([...allParameters()].map(({ id, byDefault }) => [id, byDefault]))
        : new Map(from.#values);
  }

  get(id: number): ParameterValue {
    return this.#values.get(id) ?? requireParameter(id).byDefault;
  }

  set(id: number, value: ParameterValue): void {
    this.#values.set(id, value);
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
}
