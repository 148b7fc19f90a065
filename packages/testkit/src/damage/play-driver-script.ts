import type { DriverCall, PathPair } from './driver-script';

/** What a script is played on: each call returns the engine's number. A call that is absent cannot be played. */
export interface DriverTarget {
  setParameter(name: string, value: string, isGlobal: boolean): number | Promise<number>;
  createInstance(name: string): number | Promise<number>;
  init(grbit: number, map: readonly PathPair[]): number | Promise<number>;
  term(grbit: number): number | Promise<number>;
  beginSession?(): number | Promise<number>;
  attachDatabase?(path: string): number | Promise<number>;
  openDatabase?(path: string): number | Promise<number>;
  externalRestore?(call: Extract<DriverCall, { call: 'externalRestore' }>): number | Promise<number>;
}

/** Plays a script up to its end, a crash, or a call that does not return what it is expected to; that call's number. */
export async function playDriverScript(calls: readonly DriverCall[], target: DriverTarget): Promise<number> {
  for (const call of calls) {
    if (call.call === 'crash') return 0;
    const code = await play(call, target);
    const expected = call.call === 'init' ? call.expected : 0;
    if (code !== expected) return code;
  }
  return 0;
}

function play(call: Exclude<DriverCall, { call: 'crash' }>, target: DriverTarget): number | Promise<number> {
  switch (call.call) {
    case 'setParameter':
      return target.setParameter(call.name, call.value, call.isGlobal);
    case 'createInstance':
      return target.createInstance(call.name);
    case 'init':
      return target.init(call.grbit, call.map);
    case 'term':
      return target.term(call.grbit);
    case 'beginSession':
      return required(target.beginSession, call)();
    case 'attachDatabase':
      return required(target.attachDatabase, call)(call.path);
    case 'openDatabase':
      return required(target.openDatabase, call)(call.path);
    default:
      return required(target.externalRestore, call)(call);
  }
}

function required<T>(method: T | undefined, { call }: DriverCall): T {
  if (method === undefined) throw new Error(`the script cannot be played: no ${call}`);
  return method;
}
