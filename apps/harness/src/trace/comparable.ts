import type { Json } from '../output/json-format';
import { addressParameters } from './deviations';
import type { TracedCall, TraceMembers } from './trace-file';

interface Outcome {
  readonly rc?: number | 'pending' | undefined;
  readonly out: TraceMembers;
}

/** Members that hold signatures and positions: only their length counts. */
const hexMembers: ReadonlySet<string> = new Set(['hex']);

/**
 * A result without what depends on times, signatures and the sizes of log records (README of the traces): of
 * generations and log positions it counts whether there is one, of signatures how long they are.
 */
export function comparable(
  { call, args }: Pick<TracedCall, 'call' | 'args'>,
  { rc, out }: Outcome,
): { rc: unknown; out: unknown } {
  const isAddress = typeof args['id'] === 'number' && addressParameters.has(args['id']);
  const members = isAddress ? { ...out, int: typeof out['int'] } : out;
  return { rc: rc ?? null, out: comparableMembers(call, members) };
}

function comparableMembers(call: string, members: TraceMembers): unknown {
  const entries = Object.entries(members).map(([name, value]) => [name, comparableMember(call, name, value)]);
  return Object.fromEntries(entries) as unknown;
}

function comparableMember(call: string, name: string, value: Json | undefined): unknown {
  if (name.startsWith('gen')) return value === 0 ? 'none' : 'some';
  if (name.startsWith('lgpos')) return value === '0:0:0' ? 'none' : 'some';
  if (hexMembers.has(name) && typeof value === 'string') return value.length;
  if (call === '@files') return name.endsWith('.log') ? 'some' : value;
  if (isMembers(value)) return comparableMembers(call, value);
  return value;
}

function isMembers(value: Json | undefined): value is Readonly<Record<string, Json | undefined>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
