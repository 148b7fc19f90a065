import { bytesOfHex } from '../values/literal';
import type { TraceMembers } from './trace-file';

/** The arguments of one recorded call. */
export class CallArguments {
  constructor(readonly members: TraceMembers) {}

  has(name: string): boolean {
    return this.members[name] !== undefined;
  }

  text(name: string): string | null {
    const value = this.members[name];
    return typeof value === 'string' ? value : null;
  }

  number(name: string, otherwise = 0): number {
    const value = this.members[name];
    return typeof value === 'number' ? value : otherwise;
  }

  /** Bytes in hexadecimal; `null`: a null pointer. */
  bytes(name: string): Uint8Array | null {
    const value = this.text(name);
    return value === null ? null : bytesOfHex(value);
  }

  /** `cb`, or as long as the bytes are. */
  cb(bytes: Uint8Array | null): number {
    return this.number('cb', bytes?.length ?? 0);
  }

  get grbit(): number {
    return this.number('grbit');
  }
}
