import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runProcess } from './run-process';
import { lastCommand, traceLength } from './trace-file';

export interface ScenarioPlace {
  readonly script: string;
  /** Empty; the current folder of the processes. */
  readonly folder: string;
  readonly trace: string;
  /** Where the built processes are; default: beside this file. */
  readonly programs?: string | undefined;
}

export interface ScenarioProcesses {
  /** 99: ended by `crash` or `exit`; 98: at the end of the script with a live instance; 0: in order. */
  readonly exits: readonly number[];
  /** Lines of the trace. */
  readonly commands: number;
  /** What a process said that ended in another way; nothing ran behind it. */
  readonly failure: string | undefined;
}

const exitCrash = 99;
const exitLive = 98;

/** No script ends more processes. */
const processesMost = 1000;

/**
 * Runs a scenario: one process after the other, each from the line behind the command that ended the one before
 * (scenario language §1.2).
 */
export async function runScenario(place: ScenarioPlace): Promise<ScenarioProcesses> {
  const trace = resolve(place.trace);
  writeFileSync(trace, '');
  const program = join(place.programs ?? import.meta.dirname, 'scenario-process.js');
  const exits: number[] = [];
  for (let line = 1; exits.length < processesMost;) {
    const end = await runProcess(program, [resolve(place.script), trace, String(line)], place.folder);
    const last = lastCommand(trace);
    const goesOn = end.isKilled && last !== undefined && last.line >= line && isEnding(last.cmd);
    exits.push(goesOn ? exitCrash : end.isKilled ? exitLive : (end.code ?? 1));
    if (goesOn) line = last.line + 1;
    else {
      const isFailure = !end.isKilled && end.code !== 0;
      const failure = isFailure ? `exit code ${end.code ?? '(none)'}: ${end.errors}` : undefined;
      return { exits, commands: traceLength(trace), failure };
    }
  }
  return { exits, commands: traceLength(trace), failure: `more than ${processesMost} processes` };
}

function isEnding(command: string): boolean {
  return command === 'crash' || command === 'exit';
}
