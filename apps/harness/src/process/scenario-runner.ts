import { commands } from '../commands';
import { formatTraceLine, type Members, type TraceEntry } from '../output/trace-line';
import { CallRecord, CommandEnded } from '../run/call-record';
import { Names } from '../run/names';
import { Staged } from '../run/staged';
import { ScriptError } from '../script/script-error';
import { parseScript, wordsOfRun } from '../script/script-line';
import type { TraceFile } from './trace-file';

/** Commands after which another process goes on. */
const endings: ReadonlySet<string> = new Set(['crash', 'exit']);

/** Runs the lines of a script that belong to one process. */
export class ScenarioRunner {
  readonly #names = new Names();
  readonly #staged = new Staged();

  constructor(
    readonly trace: TraceFile,
    /** Ends this process at once, with nothing else happening in it. */
    readonly die: () => never,
  ) {}

  /** Runs the script from a line on, to a command that ends the process or to its end. */
  async run(script: string, firstLine: number): Promise<void> {
    for (const { line, repeat, words } of parseScript(script)) {
      if (line < firstLine) continue;
      if (repeat === undefined) await this.#command(line, undefined, words);
      for (let i = 0; i < (repeat ?? 0); i++) await this.#command(line, i, wordsOfRun(words, i));
    }
  }

  /** At the end of the script it is as in a crash then. */
  get hasLiveInstance(): boolean {
    return [...this.#names.instances.values()].some(({ isInitialised }) => isInitialised);
  }

  async #command(line: number, i: number | undefined, words: readonly string[]): Promise<void> {
    const [cmd = '', ...rest] = words;
    const calls = new CallRecord();
    const out: Members = {};
    const info: Members = {};
    const problem = endings.has(cmd) ? undefined : await this.#run(cmd, rest, calls, out, info);
    const { rc, name } = problem ?? calls.code;
    const entry: TraceEntry = {
      line,
      i,
      cmd,
      rc,
      name,
      call: problem ? undefined : calls.call,
      out,
      info,
      error: problem?.error,
    };
    this.trace.append(formatTraceLine(entry));
    if (endings.has(cmd)) this.die();
  }

  /** What kept the command from making its calls; `undefined` when nothing did. */
  async #run(
    cmd: string,
    words: readonly string[],
    calls: CallRecord,
    out: Members,
    info: Members,
  ): Promise<Problem | undefined> {
    const command = commands.get(cmd);
    if (command === undefined) return scriptProblem(`no command ${cmd}`);
    try {
      await command({ names: this.#names, staged: this.#staged, calls, out, info }, words);
    } catch (error) {
      if (error instanceof CommandEnded) return undefined;
      if (error instanceof ScriptError) return scriptProblem(error.message);
      return exceptionProblem(error);
    }
    return undefined;
  }
}

interface Problem {
  readonly rc: null;
  readonly name: string;
  readonly error: string;
}

function scriptProblem(error: string): Problem {
  return { rc: null, name: 'script', error };
}

/** A call threw what no call may throw. The scenario goes on, and the trace shows it. */
function exceptionProblem(error: unknown): Problem {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { rc: null, name: 'exception', error: text };
}
