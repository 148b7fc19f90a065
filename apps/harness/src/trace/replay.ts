import type { JetEvent, JetStatus } from '@esekit/jet';
import { formatJson } from '../output/json-format';
import type { TraceFile } from '../process/trace-file';
import { returnCodeOfPromise, type ReturnCode } from '../run/call-record';
import { CallArguments } from './arguments';
import { CallRun, Handles } from './call-run';
import { tracedCalls } from './calls';
import { fileActions } from './calls/files';
import { isFilledByBackup, leftOutCalls } from './left-out';
import type { TracedCall } from './trace-file';

/** Replays the calls of one process and writes what each gave. */
export class Replay {
  readonly #handles = new Handles();
  readonly #running = new Map<string, Promise<Finished>>();
  #events: number[] = [];

  constructor(
    readonly results: TraceFile,
    /** Ends this process as a crash does. */
    readonly die: () => never,
  ) {}

  readonly onEvent = ({ event }: JetEvent): void => {
    if (event.kind === 'engine') this.#events.push(event.id);
  };

  /** Returns when the calls are through or another process goes on. */
  async run(calls: readonly TracedCall[]): Promise<void> {
    for (const call of calls) {
      const result = await this.#replay(call);
      const events = this.#events;
      this.#events = [];
      this.results.append(formatJson({ line: call.line, ...result, events }));
      if (call.call === '@crash') this.die();
      if (call.call === '@newprocess') return;
    }
  }

  async #replay({ call, args, async: tag }: TracedCall): Promise<Finished> {
    const run = new CallRun(this.#handles, new CallArguments(args));
    if (call === '@join') return (await this.#running.get(run.args.text('async') ?? '')) ?? leftOut;
    if (call.startsWith('@')) return doAction(run, call);
    const command = tracedCalls.get(call);
    if (command === undefined || leftOutCalls.has(call)) return leftOut;
    const running = finish(run, () => command(run));
    if (tag === undefined) return running;
    this.#running.set(tag, running);
    return { leftOut: false, out: {} };
  }
}

interface Finished {
  readonly rc?: number;
  readonly rcName?: string;
  readonly out: CallRun['out'];
  readonly leftOut: boolean;
}

const leftOut: Finished = { out: {}, leftOut: true };

async function finish(run: CallRun, call: () => JetStatus | Promise<JetStatus>): Promise<Finished> {
  const { rc, name } = await codeOf(call);
  return { rc, rcName: name, out: run.out, leftOut: false };
}

/** What no call may throw is shown by its text. */
async function codeOf(call: () => JetStatus | Promise<JetStatus>): Promise<ReturnCode> {
  try {
    return await returnCodeOfPromise(call);
  } catch (error) {
    return { rc: 0, name: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

function doAction(run: CallRun, name: string): Finished {
  if (name === '@files' && isFilledByBackup(run.args.text('dir') ?? '')) return leftOut;
  fileActions[name]?.(run);
  return { out: run.out, leftOut: false };
}
