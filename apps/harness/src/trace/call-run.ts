import {
  JET_dbidNil,
  JET_instanceNil,
  JET_sesidNil,
  JET_tableidNil,
  type JetRef,
  type JetStatus,
} from '@esekit/jet';
import type { CallArguments } from './arguments';
import type { Json } from '../output/json-format';

/** A value that is no handle. */
const bogus = 0x1234_5678;

/** The variables of a process that replays calls, by the names that the calls gave them. */
export class Handles {
  readonly instances = new Map<string, JetRef<number>>();
  readonly sessions = new Map<string, JetRef<number>>();
  readonly databases = new Map<string, JetRef<number>>();
  readonly tables = new Map<string, JetRef<number>>();
  readonly columns = new Map<string, number>();
}

/** A call that is being replayed. */
export class CallRun {
  readonly out: Record<string, Json> = {};

  constructor(
    readonly handles: Handles,
    readonly args: CallArguments,
  ) {}

  /** `inst`: a name, `nil`, `0`, or `bogus`; none is nil. */
  get instance(): number {
    return this.instanceVariable?.value ?? JET_instanceNil;
  }

  /** `undefined` where a null pointer is handed in. */
  get instanceVariable(): JetRef<number> | undefined {
    const name = this.args.text('inst');
    switch (name) {
      case null:
      case 'NULL':
        return undefined;
      case 'nil':
        return { value: JET_instanceNil };
      case '0':
        return { value: 0 };
      case 'bogus':
        return { value: bogus };
      default:
        return this.handles.instances.get(name) ?? { value: JET_instanceNil };
    }
  }

  get sesid(): number {
    return this.#find(this.handles.sessions, 'ses', JET_sesidNil);
  }

  get dbid(): number {
    return this.#find(this.handles.databases, 'db', JET_dbidNil);
  }

  get tableid(): number {
    return this.#find(this.handles.tables, 't', JET_tableidNil);
  }

  get columnid(): number {
    const name = this.args.text('col') ?? '';
    return this.handles.columns.get(name) ?? (Number(name) || 0);
  }

  /** The variable that `as` names; a call may leave it as it is. */
  variable(of: Map<string, JetRef<number>>, nil: number): JetRef<number> {
    const ref: JetRef<number> = { value: nil };
    const name = this.args.text('as');
    if (name !== null) of.set(name, ref);
    return ref;
  }

  #find(of: Map<string, JetRef<number>>, argument: string, nil: number): number {
    return of.get(this.args.text(argument) ?? '')?.value ?? nil;
  }
}

/** How a recorded call is made; what it gives out is put into `run.out`. */
export type TracedCommand = (run: CallRun) => JetStatus | Promise<JetStatus>;

/** `set`, `nil` or `0`: handles are not recorded. */
export function handleText(value: number): string {
  if (value === 0) return '0';
  return value === JET_instanceNil ? 'nil' : 'set';
}
