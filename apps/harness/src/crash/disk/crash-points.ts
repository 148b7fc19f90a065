import type { FileOperation } from '@esekit/core/testing';

/** An operation of a file system that is about to happen. */
export interface FileStep {
  readonly operation: FileOperation;
  readonly path: string;
  /** Of a write. */
  readonly position?: number;
  /** Bytes of a write. */
  readonly length?: number;
  /** Bytes of the file before a write or a truncation. */
  readonly size?: number;
}

/** Where a run can be stopped; what each of them is, is said by {@link crashPointOf}. */
export const crashPoints = [
  'log write',
  'log sync',
  'new log write',
  'new log sync',
  'log roll-over',
  'log removal',
  'checkpoint write',
  'checkpoint sync',
  'database creation',
  'file extension',
  'header write',
  'page write',
  'database sync',
  'flush map write',
  'flush map sync',
] as const;

export type CrashPoint = (typeof crashPoints)[number];

/** Before it happens, after it has happened, or with a part of it done. */
export const crashPhases = ['before', 'during', 'after'] as const;

export type CrashPhase = (typeof crashPhases)[number];

/** Writes of several segments or pages at once; of others half of it means nothing but a torn page. */
const divisible: ReadonlySet<CrashPoint> = new Set(['log write', 'new log write', 'page write']);

export function phasesOf(point: CrashPoint): readonly CrashPhase[] {
  return divisible.has(point) ? crashPhases : ['before', 'after'];
}

/** The crash point of an operation; `undefined` for what changes nothing. */
export function crashPointOf(step: FileStep, pageSize: number): CrashPoint | undefined {
  const name = step.path.slice(step.path.lastIndexOf('/') + 1);
  if (name.endsWith('.edb')) return ofDatabase(step, pageSize);
  if (name.endsWith('.chk')) return either(step, 'checkpoint write', 'checkpoint sync');
  if (name.endsWith('.jfm')) return either(step, 'flush map write', 'flush map sync');
  if (!/\.(log|jtx)$/.test(name)) return undefined;
  if (step.operation === 'rename') return 'log roll-over';
  if (/tmp\.(log|jtx)$/.test(name)) return either(step, 'new log write', 'new log sync');
  return step.operation === 'removeFile' ? 'log removal' : either(step, 'log write', 'log sync');
}

function either({ operation }: FileStep, write: CrashPoint, sync: CrashPoint): CrashPoint | undefined {
  if (operation === 'write') return write;
  return operation === 'sync' ? sync : undefined;
}

function ofDatabase({ operation, position = 0, length = 0, size = 0 }: FileStep, pageSize: number) {
  if (operation === 'sync') return 'database sync';
  if (operation === 'truncate') return 'file extension';
  if (operation !== 'write') return undefined;
  if (position < 2 * pageSize) return size === 0 ? 'database creation' : 'header write';
  return position + length > size ? 'file extension' : 'page write';
}
